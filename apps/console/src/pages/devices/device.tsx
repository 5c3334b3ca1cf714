import type { ReactNode } from 'react'
import { exactTime, roughly } from '../../show/time.ts'
import type { Tone } from '../../show/tone.ts'
import { useNow } from '../../ui/context.ts'
import { Lamp } from '../../ui/lamp.tsx'
import { Said } from '../../ui/said.tsx'
import { useDevicesWords } from './words.ts'

interface DeviceProps {
  readonly name: string
  readonly hint?: string | undefined
  readonly tone: Tone
  readonly state: string
  /** The button that is about it. */
  readonly action?: ReactNode
  readonly children: ReactNode
}

/** One device: whether it is there, and what is known of it. */
export const Device = ({ name, hint, tone, state, action, children }: DeviceProps) => (
  <li className="device">
    <div className="device-head">
      <h3>
        <Said text={name} max={60} />
        {hint !== undefined && <span className="soft"> · {hint}</span>}
      </h3>
      <p className={`device-state tone-${tone}`}>
        <Lamp tone={tone} /> {state}
      </p>
    </div>
    <dl className="device-facts">{children}</dl>
    {action}
  </li>
)

interface FactProps {
  readonly name: string
  readonly children: ReactNode
}

export const Fact = ({ name, children }: FactProps) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

interface ToldProps {
  /** A stranger's text; null: it was not told. */
  readonly text: string | null
}

export function Told({ text }: ToldProps) {
  const { untold } = useDevicesWords()
  return text === null ? <span className="soft">{untold}</span> : <Said text={text} max={60} />
}

interface SeenProps {
  readonly at: string | null
  readonly isOnline: boolean
}

/** When it was there last, in words; exactly on hover. */
export function Seen({ at, isOnline }: SeenProps) {
  const words = useDevicesWords()
  const now = useNow()
  if (at === null) return <>{words.never}</>
  return (
    <time dateTime={at} title={exactTime(at)}>
      {isOnline ? words.now : words.ago(roughly(Math.max(0, now - Date.parse(at))))}
    </time>
  )
}

const DAY_MS = 24 * 60 * 60_000
/** A key that is older than that is to be changed. */
const OLD_AFTER_DAYS = 365

interface KeyAgeProps {
  readonly at: string
}

/** How old a key is; a warning where it is too old. */
export function KeyAge({ at }: KeyAgeProps) {
  const words = useDevicesWords()
  const ms = Math.max(0, useNow() - Date.parse(at))
  const days = Math.floor(ms / DAY_MS)
  const age = days === 0 ? roughly(ms) : words.days(days)
  return (
    <>
      <time dateTime={at} title={exactTime(at)}>
        {age}
      </time>
      {days >= OLD_AFTER_DAYS && (
        <span className="device-warning tone-away">
          {' '}
          <Lamp tone="away" /> {words.keyOld}
        </span>
      )}
    </>
  )
}
