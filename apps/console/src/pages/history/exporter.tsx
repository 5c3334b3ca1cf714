import { useState } from 'react'
import { Refused } from '../../api/refused.ts'
import { fetchHere } from '../../api/rest.ts'
import { sentence } from '../../show/words.ts'
import { exportEvents, type Format, formats } from './export.ts'
import { useHistoryWords } from './words.ts'

type State =
  | { readonly is: 'idle' }
  | { readonly is: 'running'; readonly events: number; readonly stop: () => void }
  | { readonly is: 'done'; readonly events: number; readonly isWhole: boolean }
  | { readonly is: 'failed'; readonly message: string }

interface ExporterProps {
  readonly query: URLSearchParams
}

const KEPT_MS = 60_000

/** Makes a file of what the filters find. */
export function Exporter({ query }: ExporterProps) {
  const { export: words, failed } = useHistoryWords()
  const [state, setState] = useState<State>({ is: 'idle' })
  async function run(format: Format) {
    const abort = new AbortController()
    const tell = (events: number) => setState({ is: 'running', events, stop: () => abort.abort() })
    tell(0)
    try {
      const made = await exportEvents({ fetch: fetchHere, query, format, onProgress: tell, signal: abort.signal })
      if (made) save(made.file, `history.${format}`)
      setState(made ? { is: 'done', events: made.events, isWhole: made.isWhole } : { is: 'idle' })
    } catch (error) {
      setState({ is: 'failed', message: error instanceof Refused ? sentence(error.message) : failed })
    }
  }
  return (
    <div className="exporter">
      {state.is === 'running' ? (
        <button type="button" className="button quiet small" onClick={state.stop}>
          {words.stop}
        </button>
      ) : (
        formats.map((format) => (
          <button key={format} type="button" className="button quiet small" onClick={() => void run(format)}>
            {words.as(format.toUpperCase())}
          </button>
        ))
      )}
      <p role="status" className="hint">
        {state.is === 'running' && words.running(state.events)}
        {state.is === 'done' && (state.isWhole ? words.done(state.events) : words.cut(state.events))}
        {state.is === 'failed' && state.message}
      </p>
    </div>
  )
}

/** Gives a file to whoever looks at the page. */
function save(file: Blob, name: string): void {
  const anchor = document.createElement('a')
  const url = URL.createObjectURL(file)
  anchor.href = url
  anchor.download = name
  anchor.click()
  // By then the browser has read it.
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS)
}
