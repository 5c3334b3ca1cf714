import { type Grant, type GrantRole, restAnswers } from '@boss-deployer/protocol'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Field, Form } from '../../../people/form.tsx'
import { usePage } from '../../../ui/context.ts'
import { CopyLine } from '../../../ui/copy-line.tsx'
import { Age, Until } from '../../../ui/moment.tsx'
import { Said } from '../../../ui/said.tsx'
import { Confirm } from '../confirm.tsx'
import { ChoiceField } from '../fields.tsx'
import { GrantsField, GrantsInShort } from '../grants-field.tsx'
import { Loaded } from '../loaded.tsx'
import { read, send } from '../read.ts'
import { SectionHead } from '../section-head.tsx'
import { useSettingsWords } from '../words.ts'

const readTokens = () => read('/tokens', restAnswers.tokens)
type Token = Awaited<ReturnType<typeof readTokens>>['tokens'][number]

/** What programs carry: who has which, and new ones. */
export function TokensSection() {
  const { sections, tokens: words } = useSettingsWords()
  const query = useQuery({ queryKey: ['tokens'], queryFn: readTokens })
  const again = () => void query.refetch()
  return (
    <>
      <SectionHead title={sections.tokens.name} lead={sections.tokens.lead} />
      <NewToken onDone={again} />
      <Loaded query={query}>
        {({ tokens }) => (
          <ul className="settings-list">
            {tokens
              .filter(({ revokedAt }) => revokedAt === null)
              .map((token) => (
                <ShownToken key={token.id} token={token} onChange={again} />
              ))}
            {tokens.every(({ revokedAt }) => revokedAt !== null) && <li className="settings-row">{words.none}</li>}
          </ul>
        )}
      </Loaded>
    </>
  )
}

interface ShownTokenProps {
  readonly token: Token
  readonly onChange: () => void
}

function ShownToken({ token: { id, name, subject, grants, lastUsedAt, expiresAt }, onChange }: ShownTokenProps) {
  const { tokens: words } = useSettingsWords()
  return (
    <li className="settings-row">
      <h3>
        <Said text={name} /> <code className="soft">{subject}</code>
      </h3>
      <p>
        <GrantsInShort grants={grants} />
      </p>
      <p className="hint">
        {lastUsedAt === null ? words.neverUsed : words.lastUsed(<Age at={lastUsedAt} />)}
        {' · '}
        {expiresAt === null ? (
          words.noEnd
        ) : (
          <>
            {words.until} <Until at={expiresAt} />
          </>
        )}
      </p>
      <Confirm
        label={words.revoke(name)}
        consequence={lastUsedAt === null ? words.revokeUnused : words.revokeWhat}
        onSend={() =>
          send({ method: 'DELETE', path: `/tokens/${encodeURIComponent(id)}`, schema: restAnswers.revoked })
        }
        onDone={onChange}
      />
    </li>
  )
}

const tokenRoles: readonly GrantRole[] = ['pipeline', 'viewer', 'approver', 'operator']
const DAY_MS = 24 * 60 * 60_000
const endAfterDays = { month: 30, quarter: 90, year: 365, never: null } as const

interface NewTokenProps {
  readonly onDone: () => void
}

function NewToken({ onDone }: NewTokenProps) {
  const { tokens: words } = useSettingsWords()
  const { clock } = usePage()
  const [grants, setGrants] = useState<readonly Grant[]>([{ role: 'pipeline', gate: 'root' }])
  const [end, setEnd] = useState<keyof typeof endAfterDays>('quarter')
  const [secret, setSecret] = useState<string | null>(null)
  async function make(name: string) {
    const days = endAfterDays[end]
    const expiresAt = days === null ? null : new Date(clock.now() + days * DAY_MS).toISOString()
    const body = { name, grants, expires_at: expiresAt }
    const sent = await send({ method: 'POST', path: '/tokens', body, schema: restAnswers.newToken })
    if (sent.ok) setSecret(sent.value.token)
    return sent
  }
  return (
    <section className="settings-group" aria-labelledby="new-token">
      <h2 id="new-token">{words.make}</h2>
      <GrantsField roles={tokenRoles} value={grants} onChange={setGrants} />
      <ChoiceField label={words.end} value={end} choices={words.ends} onChange={setEnd} />
      <Form
        submit={words.makeNow}
        tone="quiet"
        label={words.make}
        onSend={(texts) => make(texts('name').trim())}
        onDone={onDone}
      >
        <Field label={words.name} name="name" autoComplete="off" hint={words.nameHint} />
      </Form>
      {secret !== null && (
        <div role="status" className="settings-secret">
          <p>{words.shownOnce}</p>
          <CopyLine line={secret} />
        </div>
      )}
    </section>
  )
}
