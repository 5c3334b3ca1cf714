import { createElement, type ReactNode, useId } from 'react'
import { plain, shownLength, webAddress } from '../show/plain.ts'
import type { OpenLock } from '../view/view.ts'
import { Until } from './moment.tsx'
import { Said, SaidText } from './said.tsx'

interface LockProps {
  /** Open or ended. */
  readonly lock: Omit<OpenLock, 'state'>
}

/** What there is to decide by: the change, who asks, where, and how the votes stand. */
export function CardFacts({ lock }: LockProps) {
  const { message, changelog = [] } = lock.context
  return (
    <div className="facts">
      {message && <SaidText className="message" text={message} />}
      <Change lock={lock} />
      {changelog.length > 0 && <Changelog lines={changelog} />}
      <dl className="fact-list">
        <Fact name="Gate">
          <Said text={lock.gate} max={shownLength.line} />
        </Fact>
        {lock.place > 0 && <Fact name="Place">{placeWords(lock.place)}</Fact>}
        <Fact name="Asked by">
          <Said text={lock.requester} />
        </Fact>
        {lock.needed > 1 && (
          <Fact name="Votes">
            {lock.votes} of {lock.needed}
            {lock.voters.map(({ name }) => (
              <span key={name} className="voter">
                <Said text={name} max={40} />
              </span>
            ))}
          </Fact>
        )}
        {lock.context.environment && (
          <Fact name="Environment">
            <Said text={lock.context.environment} />
          </Fact>
        )}
        {lock.expiresAt !== null && (
          <Fact name="Expires">
            <Until at={lock.expiresAt} />
          </Fact>
        )}
      </dl>
    </div>
  )
}

const placeWords = (place: number): string => (place === 1 ? 'Next' : `${place}, after ${place - 1} more`)

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="fact">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

/** The commit, its author, and the links to look closer. */
function Change({ lock: { commit, context } }: LockProps) {
  const { author, diffUrl, buildUrl } = context
  if (commit === null && !author && !diffUrl && !buildUrl) return null
  return (
    <p className="change">
      {commit !== null && <Commit commit={commit} />}
      {author && (
        <span>
          by <Said text={author} />
        </span>
      )}
      <OutsideLink name="Diff" address={diffUrl} />
      <OutsideLink name="Build" address={buildUrl} />
    </p>
  )
}

const SHORT_COMMIT = 10

const Commit = ({ commit }: { readonly commit: string }) => (
  <code title={plain(commit)}>
    <bdi>{/^[0-9a-f]{40,64}$/.test(commit) ? commit.slice(0, SHORT_COMMIT) : plain(commit, 40)}</bdi>
  </code>
)

/** A link to where a stranger says; it names the host it leads to. */
function OutsideLink({ name, address }: { readonly name: string; readonly address: string | undefined }) {
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
      {name} on <bdi>{plain(web.host, 60)}</bdi>
      <span className="visually-hidden"> (opens a new tab)</span>
    </a>
  )
}

function Changelog({ lines }: { readonly lines: readonly string[] }) {
  const id = useId()
  return (
    <details className="changelog">
      <summary id={id}>Changelog, {lines.length === 1 ? 'one line' : `${lines.length} lines`}</summary>
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
