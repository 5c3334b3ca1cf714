import { lockName } from '../history/lock-name.ts'
import { useWords } from '../words/words.ts'
import { useLive } from './context.ts'
import { Lamp } from './lamp.tsx'
import { Age, Until } from './moment.tsx'
import { Said } from './said.tsx'

/** What may pass but has not claimed yet: a block still stops it. */
export function Unlocked() {
  const { unlocked: words } = useWords()
  const { view } = useLive()
  const locks = view.locks.filter(({ state }) => state === 'unlocked')
  if (locks.length === 0) return null
  return (
    <section className="unlocked" aria-labelledby="unlocked-title">
      <h2 id="unlocked-title">
        {words.title} <span className="count">{locks.length}</span>
      </h2>
      <ul>
        {locks.map(({ uuid, unlockedAt, approvedBy, voters, expiresAt, ...lock }) => (
          <li key={uuid}>
            <Lamp tone="released" />
            <span>
              <Said className="strong" text={lockName(lock)} /> <span className="soft">{words.at(lock.gate)}</span>
              <span className="line-two soft">
                {voters.some(({ id }) => id?.startsWith('release:')) ? (
                  <Said text={approvedBy ?? '…'} />
                ) : (
                  words.by(<Said text={approvedBy ?? '…'} />)
                )}
                {unlockedAt !== null && words.ago(<Age at={unlockedAt} />)}
                {expiresAt !== null && words.expires(<Until at={expiresAt} />)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
