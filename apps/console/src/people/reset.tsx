import { useState } from 'react'
import { Form, Sheet } from './form.tsx'
import { NewPassword } from './new-password.tsx'
import { resetPassword } from './ways.ts'
import { usePeopleWords } from './words.ts'

interface ResetProps {
  readonly code: string
  readonly onDone: () => void
}

/** A new password for whoever forgot theirs, by an address that an operator gave them. */
export function Reset({ code, onDone }: ResetProps) {
  const { reset: words, signIn } = usePeopleWords()
  const [isSet, setSet] = useState(false)
  if (isSet) {
    return (
      <Sheet title={words.done}>
        <p>{words.doneLead}</p>
        <button type="button" className="button big act" onClick={onDone}>
          {signIn}
        </button>
      </Sheet>
    )
  }
  return (
    <Sheet title={words.title}>
      <p>{words.lead}</p>
      <Form
        submit={words.submit}
        label={words.label}
        onSend={(texts) => resetPassword(code, texts('password'))}
        onDone={() => setSet(true)}
      >
        <NewPassword />
      </Form>
    </Sheet>
  )
}
