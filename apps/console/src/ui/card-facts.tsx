import { createElement, type ReactNode, useId } from 'react'
import { plain, shownLength, webAddress } from '../show/plain.ts'
import type { OpenLock } from '../view/view.ts'
import { useWords } from '../words/words.ts'
import { Until } from './moment.tsx'
import { Said, SaidText } from './said.tsx'

interface LockProps {
  /** Open or ended. */
  readonly lock: Omit<OpenLock, 'state'>
}

/** What there is to decide by: the change, who asks, where, and how the votes stand. */
export function CardFacts({ lock }: LockProps) {
  const { facts } = useWords()
  const { message, changelog = [] } = lock.context
  return (
    <div className="facts">
      {message && <SaidText className="message" text={message} />}
      <Change lock={lock} />
      {changelog.length > 0 && <Changelog lines={changelog} />}
      <dl className="fact-list">
        <Fact name={facts.gate}>
          <Said text={lock.gate} max={shownLength.line} />
        </Fact>
        {lock.place > 0 && <Fact name={facts.place}>{lock.place === 1 ? facts.next : facts.after(lock.place)}</Fact>}
        <Fact name={facts.askedBy}>
          <Said text={lock.requester} />
        </Fact>
        {lock.needed > 1 && (
          <Fact name={facts.votes}>
            {facts.of(lock.votes, lock.needed)}
            {lock.voters.map(({ name }) => (
              <span key={name} className="voter">
                <Said text={name} max={40} />
              </span>
            ))}
          </Fact>
        )}
        {lock.context.environment && (
          <Fact name={facts.environment}>
            <Said text={lock.context.environment} />
          </Fact>
        )}
        {lock.expiresAt !== null && (
          <Fact name={facts.expires}>
            <Until at={lock.expiresAt} />
          </Fact>
        )}
      </dl>
    </div>
  )
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="fact">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

/** The commit, its author, and the links to look closer. */
function Change({ lock: { commit, context } }: LockProps) {
  const { facts } = useWords()
  const { author, diffUrl, buildUrl } = context
  if (commit === null && !author && !diffUrl && !buildUrl) return null
  return (
    <p className="change">
      {commit !== null && <Commit commit={commit} />}
      {author && <span>{facts.by(<Said text={author} />)}</span>}
      <OutsideLink say={facts.diff} address={diffUrl} />
      <OutsideLink say={facts.build} address={buildUrl} />
    </p>
  )
}

const SHORT_COMMIT = 10

const Commit = ({ commit }: { readonly commit: string }) => (
  <code title={plain(commit)}>
    <bdi>{/^[0-9a-f]{40,64}$/.test(commit) ? commit.slice(0, SHORT_COMMIT) : plain(commit, 40)}</bdi>
  </code>
)

interface OutsideLinkProps {
  readonly say: (host: ReactNode) => ReactNode
  readonly address: string | undefined
}

/** A link to where a stranger says; it names the host it leads to. */
function OutsideLink({ say, address }: OutsideLinkProps) {
  const { facts } = useWords()
  const web = webAddress(address)
  if (!web) return null
  return (
    <a
      href={web.href}
      target="_blank"
      rel="noopener noreferrer"
      referrerPolicy="no-referrer"
      title={plain(web.href, 300)}
    >
      {say(<bdi>{plain(web.host, 60)}</bdi>)}
      <span className="visually-hidden"> {facts.newTab}</span>
    </a>
  )
}

function Changelog({ lines }: { readonly lines: readonly string[] }) {
  const { facts } = useWords()
  const id = useId()
  return (
    <details className="changelog">
      <summary id={id}>{facts.changelog(lines.length)}</summary>
      {createElement('ul', { 'aria-labelledby': id }, ...lines.map(changelogLine))}
    </details>
  )
}

function changelogLine(line: string) {
  return (
    <li>
      <Said text={line} max={300} />
    </li>
  )
}
