import { type Grant, grantRole } from '@boss-deployer/protocol'
import { useState } from 'react'
import { useLive } from '../../ui/context.ts'
import { useSettingsWords } from './words.ts'

interface GrantsFieldProps {
  readonly roles: readonly Grant['role'][]
  readonly value: readonly Grant[]
  readonly onChange: (grants: readonly Grant[]) => void
}

const MOST = 100

/** Roles, each at a gate and all below it, with what each may do. */
export function GrantsField({ roles, value, onChange }: GrantsFieldProps) {
  const { grants: words } = useSettingsWords()
  const { gates } = useLive().view
  // A row keeps its key, whatever is chosen in it: the focus stays.
  const [keys, setKeys] = useState(() => value.map((_, index) => index))
  const change = (at: number, part: Partial<Grant>) =>
    onChange(value.map((each, index) => (index === at ? { ...each, ...part } : each)))
  return (
    <fieldset className="settings-grants">
      <legend className="strong">{words.title}</legend>
      {value.map((grant, index) => (
        <div key={keys[index]} className="settings-grant">
          <select
            aria-label={words.role(index + 1)}
            value={grant.role}
            onChange={({ target }) => {
              const role = grantRole.options.find((each) => each === target.value)
              if (role) change(index, { role })
            }}
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {words.roles[role]}
              </option>
            ))}
          </select>
          <select
            aria-label={words.gate(index + 1)}
            value={grant.gate}
            onChange={({ target }) => change(index, { gate: target.value })}
          >
            {[...new Set([grant.gate, ...gates.map(({ gate }) => gate)])].map((gate) => (
              <option key={gate} value={gate}>
                {gate}
              </option>
            ))}
          </select>
          <button
            type="button"
            className="button quiet small"
            aria-label={words.remove(index + 1)}
            onClick={() => {
              setKeys(keys.filter((_, at) => at !== index))
              onChange(value.filter((_, at) => at !== index))
            }}
          >
            ×
          </button>
          <p className="hint">{words.may[grant.role]}</p>
        </div>
      ))}
      {value.length === 0 && <p className="hint">{words.none}</p>}
      {value.length < MOST && (
        <button
          type="button"
          className="button quiet small"
          onClick={() => {
            setKeys([...keys, Math.max(-1, ...keys) + 1])
            onChange([...value, { role: roles[0] ?? 'viewer', gate: gates[0]?.gate ?? 'root' }])
          }}
        >
          {words.add}
        </button>
      )}
    </fieldset>
  )
}

interface GrantsInShortProps {
  readonly grants: readonly { readonly role: string; readonly gate: string }[]
}

/** What somebody may do, in a line. */
export function GrantsInShort({ grants }: GrantsInShortProps) {
  const { grants: words } = useSettingsWords()
  return grants.map(({ role, gate }) => words.at(role, gate)).join(', ') || words.mayNothing
}

/** Those grants whose role this page knows. */
export const knownGrants = (grants: readonly { readonly role: string; readonly gate: string }[]): readonly Grant[] =>
  grants.flatMap(({ role, gate }) => {
    const known = grantRole.options.find((each) => each === role)
    return known ? [{ role: known, gate }] : []
  })
