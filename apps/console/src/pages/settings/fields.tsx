import { type ReactNode, useId, useState } from 'react'
import { plain, shownLength } from '../../show/plain.ts'
import { Said } from '../../ui/said.tsx'
import type { Principal } from './people/principals.ts'
import { useSettingsWords } from './words.ts'

interface LabelledProps {
  readonly label: string
  readonly hint?: string | undefined
  readonly children: (ids: { readonly id: string; readonly 'aria-describedby': string | undefined }) => ReactNode
}

function Labelled({ label, hint, children }: LabelledProps) {
  const id = useId()
  const described = hint === undefined ? undefined : `${id}-hint`
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': described })}
      {hint !== undefined && (
        <p id={described} className="hint">
          {hint}
        </p>
      )}
    </div>
  )
}

interface FieldProps<T> {
  readonly label: string
  readonly hint?: string
  readonly value: T
  readonly onChange: (value: T) => void
}

interface CountFieldProps extends FieldProps<number> {
  readonly max: number
}

/** A whole number from 1; what is none while it is typed changes nothing. */
export function CountField({ label, hint, value, max, onChange }: CountFieldProps) {
  const [text, setText] = useState<string | null>(null)
  function type(typed: string) {
    const count = Number(typed)
    const isRight = Number.isInteger(count) && count >= 1 && count <= max
    setText(isRight ? null : typed)
    if (isRight) onChange(count)
  }
  return (
    <Labelled label={label} hint={hint}>
      {(ids) => (
        <input
          {...ids}
          type="number"
          min={1}
          max={max}
          step={1}
          required
          value={text ?? String(value)}
          onChange={({ target }) => type(target.value)}
        />
      )}
    </Labelled>
  )
}

const units = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const
type Unit = keyof typeof units
const unitNames = ['days', 'hours', 'minutes', 'seconds'] as const satisfies readonly Unit[]

/** The largest unit in which a duration is whole. */
const unitOf = (ms: number): Unit => unitNames.find((unit) => ms % units[unit] === 0) ?? 'seconds'

/** A duration in milliseconds, as a number of seconds to days. */
export function DurationField({ label, hint, value, onChange }: FieldProps<number>) {
  const words = useSettingsWords()
  const unit = unitOf(value)
  const [typed, setTyped] = useState<string | null>(null)
  function type(text: string) {
    const count = Number(text)
    const isRight = Number.isInteger(count) && count >= 1 && count * units[unit] <= 365 * units.days
    setTyped(isRight ? null : text)
    if (isRight) onChange(count * units[unit])
  }
  const count = value / units[unit]
  return (
    <Labelled label={label} hint={hint}>
      {(ids) => (
        <div className="settings-duration">
          <input
            {...ids}
            type="number"
            min={1}
            step={1}
            required
            value={typed ?? String(count)}
            onChange={({ target }) => type(target.value)}
          />
          <select
            aria-label={words.unitOf(label)}
            value={unit}
            onChange={({ target }) => {
              const chosen = unitNames.find((name) => name === target.value) ?? unit
              onChange(Math.min(count * units[chosen], 365 * units.days))
            }}
          >
            {unitNames.map((name) => (
              <option key={name} value={name}>
                {words.units[name]}
              </option>
            ))}
          </select>
        </div>
      )}
    </Labelled>
  )
}

interface NamesFieldProps extends FieldProps<readonly string[]> {
  /** Whom one may choose instead of typing them. */
  readonly offered: readonly Principal[]
}

/** Names, one a line, typed or chosen; those that are known are told as people call them. */
export function NamesField({ label, hint, value, offered, onChange }: NamesFieldProps) {
  const words = useSettingsWords()
  const [text, setText] = useState(() => value.join('\n'))
  const others = offered.filter(({ id }) => !value.includes(id))
  const named = offered.filter(({ id, name }) => id !== name && value.includes(id))
  function type(typed: string) {
    setText(typed)
    onChange(namesIn(typed))
  }
  return (
    <Labelled label={label} hint={hint}>
      {(ids) => (
        <>
          <textarea
            {...ids}
            rows={2}
            spellCheck={false}
            autoCapitalize="off"
            value={text}
            onChange={({ target }) => type(target.value)}
          />
          {others.length > 0 && (
            <select
              aria-label={words.chooseFor(label)}
              value=""
              onChange={({ target }) => type([...value, target.value].join('\n'))}
            >
              <option value="">{words.choose}</option>
              {others.map(({ id, name }) => (
                <option key={id} value={id}>
                  {plain(name, shownLength.name)}
                </option>
              ))}
            </select>
          )}
          {named.length > 0 && (
            <p className="hint">
              <Said text={named.map(({ name }) => name).join(', ')} max={shownLength.line} />
            </p>
          )}
        </>
      )}
    </Labelled>
  )
}

/** The names in a text, one a line, each once: the name of a group may have commas in it. */
export const namesIn = (text: string): readonly string[] => [
  ...new Set(
    text
      .split('\n')
      .map((it) => it.trim())
      .filter((it) => it !== ''),
  ),
]

interface ChoiceFieldProps<T extends string> extends FieldProps<T> {
  readonly choices: Readonly<Record<T, string>>
}

export function ChoiceField<T extends string>({ label, hint, value, choices, onChange }: ChoiceFieldProps<T>) {
  const isChoice = (it: string): it is T => Object.hasOwn(choices, it)
  return (
    <Labelled label={label} hint={hint}>
      {(ids) => (
        <select {...ids} value={value} onChange={({ target }) => isChoice(target.value) && onChange(target.value)}>
          {Object.entries<string>(choices).map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  )
}

export const CheckField = ({ label, hint, value, onChange }: FieldProps<boolean>) => (
  <label className="choice">
    <input type="checkbox" checked={value} onChange={({ target }) => onChange(target.checked)} />
    <span>
      {label}
      {hint !== undefined && <span className="hint">{hint}</span>}
    </span>
  </label>
)
