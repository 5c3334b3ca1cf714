import { useEffect, useId, useRef, useState } from 'react'
import { fetchHere } from '../../../api/rest.ts'
import { useHistoryWords } from '../words.ts'
import { Outcome } from './outcome.tsx'
import { headIn, type Progress, type Verified, verifyRecord } from './verify.ts'

interface VerifyPanelProps {
  readonly onClose: () => void
}

/** Checks the record here, in the browser, and says what that shows and what it does not. */
export function VerifyPanel({ onClose }: VerifyPanelProps) {
  const { verify: words } = useHistoryWords()
  const [pem, setPem] = useState('')
  const [head, setHead] = useState('')
  const [progress, setProgress] = useState<Progress | null>(null)
  const [verified, setVerified] = useState<Verified | null>(null)
  const running = useRef<AbortController | null>(null)
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    title.current?.focus()
    return () => running.current?.abort()
  }, [])
  const isNoHead = head.trim() !== '' && headIn(head) === null
  async function run() {
    if (isNoHead || progress !== null) return
    const abort = new AbortController()
    running.current = abort
    setVerified(null)
    setProgress({ done: 0, of: 0 })
    const known = { pem: pem.trim() === '' ? null : pem, head: headIn(head) }
    const result = await verifyRecord({ fetch: fetchHere, known, onProgress: setProgress, signal: abort.signal })
    setProgress(null)
    setVerified(result)
  }
  return (
    <section className="panel verify" aria-labelledby="verify-title">
      <h2 id="verify-title" ref={title} tabIndex={-1}>
        {words.title}
      </h2>
      <p>{words.about}</p>
      <details>
        <summary>{words.elsewhere}</summary>
        <Known label={words.key} hint={words.keyHint} value={pem} rows={3} onChange={setPem} />
        <Known
          label={words.head}
          hint={isNoHead ? words.notHead : words.headHint}
          value={head}
          rows={1}
          isWrong={isNoHead}
          onChange={setHead}
        />
      </details>
      <div className="panel-actions">
        {progress === null ? (
          <button type="button" className="button act" aria-disabled={isNoHead} onClick={() => void run()}>
            {words.start}
          </button>
        ) : (
          <button type="button" className="button quiet" onClick={() => running.current?.abort()}>
            {words.stop}
          </button>
        )}
        <button type="button" className="button quiet" onClick={onClose}>
          {words.close}
        </button>
        {progress !== null && (
          <div className="verify-progress">
            <progress
              aria-label={words.title}
              max={Math.max(1, progress.of)}
              value={progress.of === 0 ? undefined : progress.done}
            />
            <span>{words.progress(progress.done, progress.of)}</span>
          </div>
        )}
      </div>
      <div role="status">{verified !== null && <Outcome verified={verified} />}</div>
    </section>
  )
}

interface KnownProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly rows: number
  readonly isWrong?: boolean
  readonly onChange: (value: string) => void
}

function Known({ label, hint, value, rows, isWrong = false, onChange }: KnownProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="mono"
        rows={rows}
        maxLength={2_000}
        spellCheck={false}
        value={value}
        aria-invalid={isWrong}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-hint`} className={isWrong ? 'refusal' : 'hint'}>
        {hint}
      </p>
    </div>
  )
}
