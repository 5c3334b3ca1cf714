import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { fetchHere } from '../../api/rest.ts'
import type { Tone } from '../../show/tone.ts'
import { Lamp } from '../../ui/lamp.tsx'
import { ClockTime } from '../../ui/moment.tsx'
import { Said } from '../../ui/said.tsx'
import { type Call, readCalls } from './read-calls.ts'
import { useLockWords } from './words.ts'

/** A call is made a moment after what it is about, may be tried for minutes, and nobody tells of it: look again. */
const LOOKED_AT_EACH_MS = 2_000
const LOOKED_AT_LEAST = 4

const tones: Readonly<Record<Call['state'], Tone>> = { asked: 'waiting', confirmed: 'released', failed: 'away' }

interface CallsProps {
  readonly lock: string
  /** What happened to the lock up to now: more calls may follow from more. */
  readonly happened: number
}

/** What the link told others outside about a lock, and what came of it; nothing where it tells nobody. */
export function Calls({ lock, happened }: CallsProps) {
  const words = useLockWords()
  const { data: calls = [], isError } = useQuery({
    queryKey: ['calls', lock, happened],
    queryFn: () => readCalls(fetchHere, lock),
    refetchInterval: ({ state: { data, dataUpdateCount } }) =>
      dataUpdateCount < LOOKED_AT_LEAST || data?.some(({ state }) => state === 'asked') ? LOOKED_AT_EACH_MS : false,
    placeholderData: keepPreviousData,
  })
  if (calls.length === 0 && !isError) return null
  return (
    <section aria-labelledby="told">
      <h2 id="told">{words.told}</h2>
      {isError && <p role="alert">{words.failed}</p>}
      <ul className="timeline">
        {calls.map(({ id, integration, what, state, said, askedAt }) => (
          <li key={id} className="event">
            <ClockTime at={askedAt} />
            <Lamp tone={tones[state]} />
            <div>
              <p>
                <Said className="strong" text={integration} max={40} />: <Said text={what} />{' '}
                <span className={`tone-${tones[state]}`}>{words.calls[state]}</span>
              </p>
              {said !== null && (
                <p className="soft">
                  <Said text={said} max={200} />
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
