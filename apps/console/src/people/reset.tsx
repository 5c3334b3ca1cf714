import { useState } from 'react'
import { Form, Sheet } from './form.tsx'
import { NewPassword } from './new-password.tsx'
import { resetPassword } from './ways.ts'

interface ResetProps {
  readonly code: string
  readonly onDone: () => void
}

/** A new password for whoever forgot theirs, by an address that an operator gave them. */
export function Reset({ code, onDone }: ResetProps) {
  const [isSet, setSet] = useState(false)
  if (isSet) {
    return (
      <Sheet title="Your new password is set.">
        <p>You are signed out everywhere. A second factor that you had is still asked for.</p>
        <button type="button" className="button big act" onClick={onDone}>
          Sign in
        </button>
      </Sheet>
    )
  }
  return (
    <Sheet title="Choose a new password.">
      <p>The address that you came by is good once. All your sessions end.</p>
      <Form
        submit="Set the password"
        label="Reset"
        onSend={(texts) => resetPassword(code, texts('password'))}
        onDone={() => setSet(true)}
      >
        <NewPassword />
      </Form>
    </Sheet>
  )
}
