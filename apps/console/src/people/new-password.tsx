import { Field } from './form.tsx'
import { usePeopleWords } from './words.ts'

/** The field of a password that is new here. */
export function NewPassword() {
  const { password, newPasswordHint } = usePeopleWords()
  return (
    <Field
      label={password}
      name="password"
      type="password"
      autoComplete="new-password"
      minLength={12}
      hint={newPasswordHint}
    />
  )
}
