import { errorTable, exitCodes, type WireError } from '@boss-deployer/protocol'

/** How a program ends: with an answer for Concourse, or with a reason for people and nothing on standard output. */
export type Ending =
  | { readonly exit: 0; readonly answer: unknown }
  | { readonly exit: Exclude<number, 0>; readonly reason: string }

export const answered = (answer: unknown): Ending => ({ exit: 0, answer })
export const failed = (exit: number, reason: string): Ending => ({
  exit: exit === 0 ? exitCodes.notAllowed : exit,
  reason,
})
export const misused = (reason: string): Ending => failed(exitCodes.usage, reason)
export const refused = ({ code, message }: WireError): Ending => failed(errorTable[code].exit, `${message} (${code})`)
