import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { refusalWords } from '../../../show/words.ts'
import { Refusal } from '../../../ui/action-button.tsx'
import { Age } from '../../../ui/moment.tsx'
import { Said } from '../../../ui/said.tsx'
import { useLanguage, useWords } from '../../../words/words.ts'
import { Loaded } from '../loaded.tsx'
import { SectionHead } from '../section-head.tsx'
import { useSettingsWords } from '../words.ts'
import { hindrance, readPush, remove, sendTest, type Told, turnOff, turnOn } from './here.ts'

/** In which of their browsers somebody is told that a pipeline waits for them. */
export function NotificationsSection() {
  const { sections } = useSettingsWords()
  const query = useQuery({ queryKey: ['push'], queryFn: readPush })
  return (
    <>
      <SectionHead title={sections.notifications.name} lead={sections.notifications.lead} />
      <Loaded query={query}>
        {(told) => (
          <>
            <Here told={told} onChange={() => void query.refetch()} />
            <Browsers told={told} onChange={() => void query.refetch()} />
          </>
        )}
      </Loaded>
    </>
  )
}

interface PartProps {
  readonly told: Told
  readonly onChange: () => void
}

function Here({ told: { key, browsers }, onChange }: PartProps) {
  const { notifications: words } = useSettingsWords()
  const first = useWords()
  const language = useLanguage()
  const [isPending, setPending] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [done, setDone] = useState<string | null>(null)
  const here = browsers.find(({ isThis }) => isThis)
  const hindered = hindrance()

  type Answer = Awaited<ReturnType<typeof turnOn | typeof turnOff | typeof sendTest>>
  async function run(ask: () => Promise<Answer>) {
    if (isPending) return
    setPending(true)
    setError(null)
    setDone(null)
    const answer = await ask()
    setPending(false)
    if (answer.ok) setDone('asked' in answer.value ? (answer.value.asked ? words.tested : words.notThere) : null)
    else if (typeof answer.error === 'string') setError(words[answer.error])
    else setError(answer.error.code === 'forbidden' ? words.byAddress : refusalWords(first, answer.error))
    onChange()
  }

  return (
    <section className="settings-group" aria-labelledby="told-here">
      <h2 id="told-here">{words.here}</h2>
      <p role="status">{done ?? (here ? words.isOn : (hindered && words[hindered]) || words.isOff)}</p>
      <Refusal error={error} />
      <p className="hint">
        {words.session} {words.noRight}
      </p>
      {here ? (
        <div className="told-buttons">
          <button
            type="button"
            className="button quiet"
            aria-busy={isPending}
            onClick={() => void run(() => sendTest(here.id))}
          >
            {words.test}
          </button>
          <button
            type="button"
            className="button stop-quiet"
            aria-busy={isPending}
            onClick={() => void run(() => turnOff(here.id))}
          >
            {words.turnOff}
          </button>
        </div>
      ) : (
        hindered === null && (
          <button
            type="button"
            className="button big act"
            aria-busy={isPending}
            onClick={() => void run(() => turnOn(key, language))}
          >
            {words.turnOn}
          </button>
        )
      )}
    </section>
  )
}

function Browsers({ told: { browsers }, onChange }: PartProps) {
  const { notifications: words } = useSettingsWords()
  return (
    <section className="settings-group" aria-labelledby="told-browsers">
      <h2 id="told-browsers">{words.others}</h2>
      {browsers.length === 0 && <p className="soft">{words.nowhere}</p>}
      <ul className="told-list">
        {browsers.map(({ id, agent, createdAt, isThis }) => (
          <li key={id} className="told-browser">
            <p>
              {agent === null ? words.unnamed : <Said text={agent} max={60} />}
              {isThis && ` · ${words.thisOne}`}
            </p>
            <p className="hint">{words.since(<Age at={createdAt} />)}</p>
            {!isThis && (
              <button type="button" className="button stop-quiet" onClick={() => void remove(id).then(onChange)}>
                {words.remove}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
