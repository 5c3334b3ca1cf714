import type { Policy } from '@boss-deployer/gate'
import { useQuery } from '@tanstack/react-query'
import { CheckField, ChoiceField, CountField, DurationField, NamesField } from '../fields.tsx'
import { readPeople } from '../people/person.tsx'
import { type Principal, principalsOf } from '../people/principals.ts'
import { useSettingsWords } from '../words.ts'

interface PolicyFieldsProps {
  readonly policy: Policy
  readonly onChange: (change: Partial<Policy>) => void
}

const MINUTE_MS = 60_000

/** Whom a policy can name; nobody until it is known. */
function usePrincipals(): readonly Principal[] {
  const { gates: words } = useSettingsWords()
  const { data } = useQuery({ queryKey: ['people'], queryFn: readPeople })
  return data === undefined ? [] : principalsOf(data.people, words.groupNamed)
}

/** A policy, field by field, in the order of its questions: who, how, how long. */
export const PolicyFields = (props: PolicyFieldsProps) => (
  <>
    <Who {...props} />
    <How {...props} />
    <HowLong {...props} />
    <Emergency {...props} />
  </>
)

function Who({ policy, onChange }: PolicyFieldsProps) {
  const { gates: words } = useSettingsWords()
  const offered = usePrincipals()
  return (
    <fieldset className="settings-group">
      <legend>{words.who}</legend>
      <CountField
        label={words.approvals}
        value={policy.approvals}
        max={50}
        onChange={(approvals) => onChange({ approvals })}
      />
      <NamesField
        label={words.approvers}
        hint={words.approversHint}
        value={policy.approvers ?? []}
        offered={offered}
        onChange={(names) => onChange({ approvers: names.length === 0 ? null : names })}
      />
      <NamesField
        label={words.required}
        hint={words.namesHint}
        value={policy.required}
        offered={offered}
        onChange={(required) => onChange({ required })}
      />
      <CheckField
        label={words.fourEyes}
        hint={words.fourEyesHint}
        value={!policy.allowSelfApproval}
        onChange={(isAsked) => onChange({ allowSelfApproval: !isAsked })}
      />
    </fieldset>
  )
}

function How({ policy, onChange }: PolicyFieldsProps) {
  const { gates: words } = useSettingsWords()
  const { needsReason, twoKeys } = policy
  return (
    <fieldset className="settings-group">
      <legend>{words.how}</legend>
      <CheckField label={words.press} value={policy.needsPress} onChange={(needsPress) => onChange({ needsPress })} />
      <CheckField
        label={words.twoKeys}
        hint={words.twoKeysHint}
        value={twoKeys !== null}
        onChange={(isAsked) => onChange({ twoKeys: isAsked ? { windowMs: MINUTE_MS } : null })}
      />
      {twoKeys !== null && (
        <DurationField
          label={words.twoKeysWithin}
          value={twoKeys.windowMs}
          onChange={(windowMs) => onChange({ twoKeys: { windowMs } })}
        />
      )}
      {(['reject', 'release', 'block'] as const).map((what) => (
        <CheckField
          key={what}
          label={words.reason[what]}
          value={needsReason[what]}
          onChange={(isAsked) => onChange({ needsReason: { ...needsReason, [what]: isAsked } })}
        />
      ))}
      <ChoiceField
        label={words.queue}
        value={policy.queue}
        choices={words.queues}
        onChange={(queue) => onChange({ queue })}
      />
    </fieldset>
  )
}

const releases = { auto: null, yes: true, no: false } as const
const releaseName = (allowed: boolean | null) => (allowed === null ? 'auto' : allowed ? 'yes' : 'no')

function HowLong({ policy, onChange }: PolicyFieldsProps) {
  const { gates: words } = useSettingsWords()
  return (
    <fieldset className="settings-group">
      <legend>{words.howLong}</legend>
      <DurationField
        label={words.lockExpires}
        hint={words.lockExpiresHint}
        value={policy.lockExpiresAfterMs}
        onChange={(lockExpiresAfterMs) => onChange({ lockExpiresAfterMs })}
      />
      <DurationField
        label={words.approvalExpires}
        value={policy.approvalExpiresAfterMs}
        onChange={(approvalExpiresAfterMs) => onChange({ approvalExpiresAfterMs })}
      />
      <DurationField
        label={words.requesterGone}
        value={policy.requesterGoneAfterMs}
        onChange={(requesterGoneAfterMs) => onChange({ requesterGoneAfterMs })}
      />
      <ChoiceField
        label={words.release}
        value={releaseName(policy.allowRelease)}
        choices={words.releases}
        onChange={(name) => onChange({ allowRelease: releases[name] })}
      />
      <CheckField
        label={words.releaseEnds}
        value={policy.releaseForMs !== null}
        onChange={(ends) => onChange({ releaseForMs: ends ? 60 * MINUTE_MS : null })}
      />
      {policy.releaseForMs !== null && (
        <DurationField
          label={words.releaseFor}
          value={policy.releaseForMs}
          onChange={(releaseForMs) => onChange({ releaseForMs })}
        />
      )}
    </fieldset>
  )
}

function Emergency({ policy, onChange }: PolicyFieldsProps) {
  const { gates: words } = useSettingsWords()
  const offered = usePrincipals()
  return (
    <fieldset className="settings-group">
      <legend>{words.emergency}</legend>
      <NamesField
        label={words.responders}
        hint={words.respondersHint}
        value={policy.responders}
        offered={offered}
        onChange={(responders) => onChange({ responders })}
      />
      <CountField
        label={words.bypassNeeds}
        value={policy.bypassNeeds}
        max={2}
        onChange={(bypassNeeds) => onChange({ bypassNeeds })}
      />
      <DurationField
        label={words.bypassExpires}
        value={policy.bypassExpiresAfterMs}
        onChange={(ms) => onChange({ bypassExpiresAfterMs: Math.min(ms, 24 * 60 * MINUTE_MS) })}
      />
    </fieldset>
  )
}
