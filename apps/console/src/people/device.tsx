import { useRef, useState } from 'react'
import { sentence } from '../show/words.ts'
import { Field, Form, Sheet } from './form.tsx'
import { useLoaded } from './use-loaded.ts'
import { answerDevice, lookAtDevice, readMe } from './ways.ts'
import { WaysIn } from './ways-in.tsx'

interface DeviceProps {
  readonly code: string
  readonly onBack: () => void
}

/** Lets a command line in that shows this code. */
export function Device({ code, onBack }: DeviceProps) {
  const { value: me, error } = useLoaded(readMe)
  const given = useRef(code)
  const [known, setKnown] = useState<string | null>(null)
  const [answered, setAnswered] = useState<'yes' | 'no' | null>(null)
  if (me === null) return <Sheet title="One moment…">{error !== null && <p>{sentence(error)}</p>}</Sheet>
  if (me.email === null) {
    return (
      <Sheet title="Sign in as yourself first.">
        <p>You came by an address, as an operator without a name. A command line speaks for a person.</p>
        <WaysIn onIn={() => location.reload()} />
        <button type="button" className="button quiet" onClick={onBack}>
          To the console
        </button>
      </Sheet>
    )
  }
  if (answered !== null) {
    return (
      <Sheet title={answered === 'yes' ? 'The command line is signed in.' : 'The command line was not let in.'}>
        <p>You can go back to it.</p>
        <button type="button" className="button quiet" onClick={onBack}>
          To the console
        </button>
      </Sheet>
    )
  }
  if (known === null) {
    return (
      <Sheet title="Sign in a command line">
        <p>Type the code that “boss login” shows, or compare it.</p>
        <Form
          submit="Continue"
          label="Code"
          onSend={(texts) => {
            given.current = texts('code').trim()
            return lookAtDevice(given.current)
          }}
          onDone={() => setKnown(given.current)}
        >
          <Field label="Code" name="code" autoComplete="off" initial={code} />
        </Form>
      </Sheet>
    )
  }
  return (
    <Sheet title={`Does your terminal show ${known}?`}>
      <p>Whoever started it can then do what you can do. If it was not you, say no.</p>
      <Form submit="Yes, sign it in" onSend={() => answerDevice(known, true)} onDone={() => setAnswered('yes')} />
      <Form submit="No" tone="stop-quiet" onSend={() => answerDevice(known, false)} onDone={() => setAnswered('no')} />
    </Sheet>
  )
}
