import type { Tone } from '../show/tone.ts'

const shapes: Readonly<Record<Tone, React.ReactNode>> = {
  default: <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" strokeWidth="2" />,
  waiting: (
    <>
      <circle cx="8" cy="8" r="6.75" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <circle cx="8" cy="8" r="4" fill="currentColor" />
    </>
  ),
  released: (
    <path d="M3.5 2.6v10.8c0 .6.6 1 1.1.7l9-5.4c.5-.3.5-1.1 0-1.4l-9-5.4c-.5-.3-1.1.1-1.1.7Z" fill="currentColor" />
  ),
  blocked: (
    <path
      d="M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2L5.2 1Zm-1 6v2h7.6V7H4.2Z"
      fill="currentColor"
      fillRule="evenodd"
    />
  ),
  away: (
    <path
      d="M8 .9 15.1 8 8 15.1.9 8 8 .9Zm-1 3.6.2 4.3h1.6L9 4.5H7Zm1 5.4a1 1 0 1 0 0 2 1 1 0 0 0 0-2Z"
      fill="currentColor"
      fillRule="evenodd"
    />
  ),
}

interface LampProps {
  readonly tone: Tone
}

/** A state's colour and shape; the words beside it say the same. */
export const Lamp = ({ tone }: LampProps) => (
  <svg className={`lamp tone-${tone}`} viewBox="0 0 16 16" aria-hidden="true">
    {shapes[tone]}
  </svg>
)

const LIGHTS = 5
const turns = Array.from({ length: LIGHTS }, (_, light) => (light * 360) / LIGHTS)

interface MarkProps extends LampProps {
  /** How many of the five lights are on. */
  readonly lit: number
}

/** The gadget from above: its button with the state's shape, and the ring of five lights. */
export const Mark = ({ tone, lit }: MarkProps) => (
  <svg className={`mark tone-${tone}`} viewBox="0 0 64 64" aria-hidden="true">
    <circle className="mark-body" cx="32" cy="32" r="31" />
    {turns.map((turn, light) => (
      <circle
        key={turn}
        className={light < lit ? 'mark-light is-lit' : 'mark-light'}
        cx="32"
        cy="8.5"
        r="3.25"
        transform={`rotate(${turn} 32 32)`}
      />
    ))}
    <circle className="mark-button" cx="32" cy="32" r="16" />
    <svg className="mark-shape" x="24" y="24" width="16" height="16" viewBox="0 0 16 16" role="presentation">
      {shapes[tone]}
    </svg>
  </svg>
)

/** How many lights stand for a state: one for each lock that waits, all for a mode that holds. */
export function litBy(tone: Tone, waiting: number): number {
  if (tone === 'waiting') return Math.min(waiting, LIGHTS)
  return tone === 'default' ? 0 : LIGHTS
}
