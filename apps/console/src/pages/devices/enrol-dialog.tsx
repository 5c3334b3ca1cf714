import { useId, useState } from 'react'
import { fetchHere } from '../../api/rest.ts'
import { clockTime } from '../../show/time.ts'
import { useLive } from '../../ui/context.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Question } from './question.tsx'
import { enrolLine, makeEnrolmentCode, type NewDevice } from './read.ts'
import { useDevicesWords } from './words.ts'

const kinds = ['gadget', 'server'] as const
const NAME_PATTERN = '[A-Za-z0-9][A-Za-z0-9._\\-]{0,63}'

interface EnrolDialogProps {
  readonly onClose: () => void
}

/** Asks what it is and where, then shows the line by which it enrols itself. */
export function EnrolDialog({ onClose }: EnrolDialogProps) {
  const words = useDevicesWords()
  const { view } = useLive()
  const id = useId()
  const [device, setDevice] = useState<NewDevice>({ kind: 'gadget', name: '', gate: view.gates[0]?.gate ?? 'root' })
  const [made, setMade] = useState<{ readonly line: string; readonly until: string } | null>(null)
  async function make() {
    const answer = await makeEnrolmentCode(fetchHere, device)
    if (!answer.ok) return { error: answer.error }
    const { code, expiresAt } = answer.value.value
    setMade({ line: enrolLine(location.origin, device, code), until: expiresAt })
    return 'stay' as const
  }
  return (
    <Question
      title={words.enrolTitle}
      submit={words.makeLine}
      progress={words.making}
      tone="act"
      isDone={made !== null}
      onSubmit={make}
      onClose={onClose}
    >
      {made ? (
        <div role="status" className="enrol-line">
          <p>{words.paste[device.kind]}</p>
          <CopyLine line={made.line} />
          <p className="hint">{words.pasteHint(clockTime(made.until))}</p>
        </div>
      ) : (
        <>
          <fieldset className="times enrol-kinds">
            <legend>{words.enrolWhat}</legend>
            {kinds.map((kind) => (
              <label key={kind} className="time-choice">
                <input
                  type="radio"
                  name="kind"
                  checked={device.kind === kind}
                  onChange={() => setDevice({ ...device, kind })}
                />
                <span>
                  {words.choices[kind]}
                  <span className="hint">{words.choiceHints[kind]}</span>
                </span>
              </label>
            ))}
          </fieldset>
          <div className="field">
            <label htmlFor={`${id}-name`}>{words.name}</label>
            <input
              id={`${id}-name`}
              value={device.name}
              required
              pattern={NAME_PATTERN}
              autoComplete="off"
              spellCheck={false}
              aria-describedby={`${id}-hint`}
              onChange={(event) => setDevice({ ...device, name: event.target.value })}
            />
            <p id={`${id}-hint`} className="hint">
              {words.nameHint}
            </p>
          </div>
          <div className="field">
            <label htmlFor={`${id}-gate`}>{words.enrolGate}</label>
            <select
              id={`${id}-gate`}
              value={device.gate}
              onChange={(event) => setDevice({ ...device, gate: event.target.value })}
            >
              {view.gates.map(({ gate }) => (
                <option key={gate} value={gate}>
                  {gate}
                </option>
              ))}
            </select>
          </div>
        </>
      )}
    </Question>
  )
}
