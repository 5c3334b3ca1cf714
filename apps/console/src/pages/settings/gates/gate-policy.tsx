import type { Policy } from '@boss-deployer/gate'
import { restAnswers, toWire } from '@boss-deployer/protocol'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from '../../../shell/link.tsx'
import { refusalWords } from '../../../show/words.ts'
import { Refusal } from '../../../ui/action-button.tsx'
import { Said } from '../../../ui/said.tsx'
import { useWords } from '../../../words/words.ts'
import { Loaded } from '../loaded.tsx'
import { read, send } from '../read.ts'
import { SectionHead } from '../section-head.tsx'
import { sectionPath } from '../sections.ts'
import { useSettingsWords } from '../words.ts'
import { changedIn } from './doubts.ts'
import { Effect } from './effect.tsx'
import { PolicyFields } from './policy-fields.tsx'

/** A policy as it was read, with its etag. */
interface ReadPolicy {
  readonly policy: Policy
  readonly etag: string
}

async function readPolicy(gate: string): Promise<ReadPolicy> {
  const { policy, etag } = await read(`/gates/${encodeURIComponent(gate)}/policy`, restAnswers.policy)
  return { policy: { ...policy, queue: policy.queue === 'newest-wins' ? 'newest-wins' : 'fifo' }, etag }
}

interface GatePolicyProps {
  readonly gate: string
}

/** The policy of one gate, with what a change of it would do. */
export function GatePolicy({ gate }: GatePolicyProps) {
  const { gates: words } = useSettingsWords()
  const [round, setRound] = useState(0)
  const stored = useQuery({ queryKey: ['policy', gate], queryFn: () => readPolicy(gate) })
  return (
    <>
      <SectionHead title={<Said text={gate} />} lead={words.policyLead} />
      <Loaded query={stored}>
        {(seen) => (
          <PolicyForm
            key={round}
            gate={gate}
            stored={seen}
            onLook={async () => {
              await stored.refetch()
            }}
            onReset={() => setRound(round + 1)}
          />
        )}
      </Loaded>
      <Link to={sectionPath('gates')}>{words.allGates}</Link>
    </>
  )
}

interface PolicyFormProps {
  readonly gate: string
  readonly stored: ReadPolicy
  /** Reads the policy again. */
  readonly onLook: () => Promise<void>
  /** Begins again with what is stored. */
  readonly onReset: () => void
}

type Outcome = { readonly is: 'saved' } | { readonly is: 'changed' } | { readonly is: 'refused'; readonly why: string }

function PolicyForm({ gate, stored, onLook, onReset }: PolicyFormProps) {
  const { gates: words } = useSettingsWords()
  const first = useWords()
  const [draft, setDraft] = useState(stored.policy)
  const [isPending, setPending] = useState(false)
  const [said, setSaid] = useState<Outcome | null>(null)
  const changes = changedIn(stored.policy, draft)
  const isOff = changes.length === 0
  async function save() {
    setPending(true)
    const answer = await send({
      method: 'PUT',
      path: `/gates/${encodeURIComponent(gate)}/policy`,
      body: { ...toWire<object>(draft) },
      ifMatch: stored.etag,
      schema: restAnswers.policy,
    })
    const isStale = !answer.ok && answer.error.code === 'precondition_failed'
    if (answer.ok || isStale) await onLook()
    setPending(false)
    if (answer.ok) setSaid({ is: 'saved' })
    else setSaid(isStale ? { is: 'changed' } : { is: 'refused', why: refusalWords(first, answer.error) })
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    if (!isPending && !isOff) void save()
  }
  return (
    <form className="settings-form" aria-label={words.policyOf(gate)} onSubmit={submit}>
      <PolicyFields
        policy={draft}
        onChange={(change) => {
          setDraft((before) => ({ ...before, ...change }))
          setSaid(null)
        }}
      />
      <Effect gate={gate} policy={draft} />
      <div className="settings-save">
        <Refusal error={said?.is === 'refused' ? said.why : said?.is === 'changed' ? words.changedMeanwhile : null} />
        <p role="status" className="soft">
          {said?.is === 'saved' ? words.saved : words.changes(changes.length)}
        </p>
        {!isOff && (
          <button type="button" className="button quiet" onClick={onReset}>
            {words.reset}
          </button>
        )}
        <button type="submit" className="button act" aria-disabled={isPending || isOff} aria-busy={isPending}>
          {words.save}
        </button>
      </div>
    </form>
  )
}
