import { useEffect, useEffectEvent, useId, useState } from 'react'
import { useLive } from '../../ui/context.ts'
import { type Filters, isFiltering, type Named, noFilters } from './filters.ts'
import { TimeFilter } from './time-filter.tsx'
import { useHistoryWords } from './words.ts'

const PAUSE_MS = 300

interface FilterBarProps {
  readonly filters: Filters
  readonly people: readonly string[]
  readonly pipelines: readonly string[]
  readonly onChange: (filters: Filters) => void
}

/** What is looked for. Each change holds at once; what is typed, after a short pause. */
export function FilterBar({ filters, people, pipelines, onChange }: FilterBarProps) {
  const { filters: words } = useHistoryWords()
  const { view } = useLive()
  const { names } = filters
  const set = (name: Named) => (value: string) => {
    const { [name]: _, ...others } = names
    onChange({ ...filters, names: value === '' ? others : { ...others, [name]: value } })
  }
  const gates = view.gates.map(({ gate }) => [gate, gate] as const)
  return (
    <search className="filters" aria-label={words.title}>
      <Choice label={words.gate} value={names.gate} options={gates} onChange={set('gate')} />
      <Choice
        label={words.outcome}
        value={names.outcome}
        options={Object.entries(words.outcomes)}
        onChange={set('outcome')}
      />
      <Typed
        label={words.person}
        hint={words.personHint}
        value={names.person}
        known={people}
        onChange={set('person')}
      />
      <Typed label={words.pipeline} value={names.pipeline} known={pipelines} onChange={set('pipeline')} />
      <Choice label={words.via} value={names.via} options={Object.entries(words.ways)} onChange={set('via')} />
      <TimeFilter time={filters.time} onChange={(time) => onChange({ ...filters, time })} />
      <div className="filter-chips">
        {names.step !== undefined && <Chip text={words.step(names.step)} onRemove={() => set('step')('')} />}
        {names.lock !== undefined && (
          <Chip text={words.lock(names.lock.slice(0, 8))} onRemove={() => set('lock')('')} />
        )}
        {isFiltering(filters) && (
          <button type="button" className="button quiet small" onClick={() => onChange(noFilters)}>
            {words.clear}
          </button>
        )}
      </div>
    </search>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string | undefined
  readonly options: readonly (readonly [value: string, label: string])[]
  readonly onChange: (value: string) => void
}

function Choice({ label, value = '', options, onChange }: ChoiceProps) {
  const { filters: words } = useHistoryWords()
  const isKnown = value === '' || options.some(([known]) => known === value)
  return (
    <label className={value === '' ? 'filter' : 'filter is-set'}>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{words.all}</option>
        {!isKnown && <option value={value}>{value}</option>}
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}

interface TypedProps {
  readonly label: string
  readonly hint?: string
  readonly value: string | undefined
  readonly known: readonly string[]
  readonly onChange: (value: string) => void
}

function Typed({ label, hint, value = '', known, onChange }: TypedProps) {
  const [text, setText] = useState(value)
  const [shown, setShown] = useState(value)
  const list = useId()
  // Another address, such as by the way back, says what stands here.
  if (shown !== value) {
    setShown(value)
    setText(value)
  }
  const change = useEffectEvent(onChange)
  useEffect(() => {
    if (text.trim() === value) return
    const timer = setTimeout(() => change(text.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, value])
  return (
    <label className={value === '' ? 'filter' : 'filter is-set'}>
      <span>{label}</span>
      <input
        type="search"
        value={text}
        list={list}
        maxLength={200}
        placeholder={hint}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
      />
      <datalist id={list}>
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </label>
  )
}

interface ChipProps {
  readonly text: string
  readonly onRemove: () => void
}

function Chip({ text, onRemove }: ChipProps) {
  const { filters: words } = useHistoryWords()
  return (
    <button type="button" className="button quiet small" aria-label={words.without(text)} onClick={onRemove}>
      {text} <span aria-hidden="true">×</span>
    </button>
  )
}
