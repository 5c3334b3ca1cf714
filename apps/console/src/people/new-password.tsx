import { Field } from './form.tsx'

/** The field of a password that is new here. */
export const NewPassword = () => (
  <Field
    label="Password"
    name="password"
    type="password"
    autoComplete="new-password"
    minLength={12}
    hint="At least 12 characters. A sentence is good."
  />
)
