import { useState } from 'react'
import { lastDays, type Time } from './filters.ts'
import { useHistoryWords } from './words.ts'

interface TimeFilterProps {
  readonly time: Time
  readonly onChange: (time: Time) => void
}

/** Which time is looked at: the last days, or between two. */
export function TimeFilter({ time, onChange }: TimeFilterProps) {
  const { filters: words } = useHistoryWords()
  const [isChoosing, setChoosing] = useState(false)
  const isBetween = time.is === 'between' || (isChoosing && time.is === 'any')
  const [from, until] = time.is === 'between' ? [time.from, time.until] : [null, null]
  const value = isBetween ? 'between' : time.is === 'last' ? String(time.days) : ''
  function choose(chosen: string) {
    setChoosing(chosen === 'between')
    const days = lastDays.find((each) => String(each) === chosen)
    onChange(days === undefined ? { is: 'any' } : { is: 'last', days })
  }
  const between = (to: { readonly from?: string; readonly until?: string }) => {
    const [first, last] = [to.from ?? from, to.until ?? until].map((day) => day || null)
    setChoosing(true)
    onChange(first || last ? { is: 'between', from: first ?? null, until: last ?? null } : { is: 'any' })
  }
  return (
    <>
      <label className={value === '' ? 'filter' : 'filter is-set'}>
        <span>{words.time}</span>
        <select value={value} onChange={(event) => choose(event.target.value)}>
          <option value="">{words.any}</option>
          {lastDays.map((days) => (
            <option key={days} value={days}>
              {words.last(days)}
            </option>
          ))}
          <option value="between">{words.between}</option>
        </select>
      </label>
      {isBetween && (
        <>
          <Day label={words.from} value={from} onChange={(day) => between({ from: day })} />
          <Day label={words.until} value={until} onChange={(day) => between({ until: day })} />
        </>
      )}
    </>
  )
}

interface DayProps {
  readonly label: string
  readonly value: string | null
  readonly onChange: (day: string) => void
}

const Day = ({ label, value, onChange }: DayProps) => (
  <label className={value === null ? 'filter' : 'filter is-set'}>
    <span>{label}</span>
    <input type="date" value={value ?? ''} onChange={(event) => onChange(event.target.value)} />
  </label>
)
