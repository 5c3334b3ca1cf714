import { useRef, useState } from 'react'
import { refusalWords } from '../show/words.ts'
import { useWords } from '../words/words.ts'
import { Field, Form, Sheet } from './form.tsx'
import { useLoaded } from './use-loaded.ts'
import { answerDevice, lookAtDevice, readMe } from './ways.ts'
import { WaysIn } from './ways-in.tsx'
import { usePeopleWords } from './words.ts'

interface DeviceProps {
  readonly code: string
  readonly onBack: () => void
}

/** Lets a command line in that shows this code. */
export function Device({ code, onBack }: DeviceProps) {
  const first = useWords()
  const words = usePeopleWords()
  const { value: me, error } = useLoaded(readMe)
  const given = useRef(code)
  const [known, setKnown] = useState<string | null>(null)
  const [answered, setAnswered] = useState<'yes' | 'no' | null>(null)
  if (me === null) return <Sheet title={words.moment}>{error !== null && <p>{refusalWords(first, error)}</p>}</Sheet>
  if (me.email === null) {
    return (
      <Sheet title={words.device.firstTitle}>
        <p>{words.device.firstLead}</p>
        <WaysIn onIn={() => location.reload()} />
        <button type="button" className="button quiet" onClick={onBack}>
          {words.toConsole}
        </button>
      </Sheet>
    )
  }
  if (answered !== null) {
    return (
      <Sheet title={answered === 'yes' ? words.device.isIn : words.device.isOut}>
        <p>{words.device.goBack}</p>
        <button type="button" className="button quiet" onClick={onBack}>
          {words.toConsole}
        </button>
      </Sheet>
    )
  }
  if (known === null) {
    return (
      <Sheet title={words.device.title}>
        <p>{words.device.lead}</p>
        <Form
          submit={words.device.next}
          label={words.code}
          onSend={(texts) => {
            given.current = texts('code').trim()
            return lookAtDevice(given.current)
          }}
          onDone={() => setKnown(given.current)}
        >
          <Field label={words.code} name="code" autoComplete="off" initial={code} />
        </Form>
      </Sheet>
    )
  }
  return (
    <Sheet title={words.device.question(known)}>
      <p>{words.device.warning}</p>
      <Form submit={words.device.yes} onSend={() => answerDevice(known, true)} onDone={() => setAnswered('yes')} />
      <Form
        submit={words.device.no}
        tone="stop-quiet"
        onSend={() => answerDevice(known, false)}
        onDone={() => setAnswered('no')}
      />
    </Sheet>
  )
}
