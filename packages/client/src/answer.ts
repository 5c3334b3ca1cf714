import { acknowledgement, isErrorCode, parse, type WireError } from '@boss-deployer/protocol'
import { fail, type Result } from './result.ts'

export const unavailable = (message: string): Result<never, WireError> => fail({ code: 'unavailable', message })

/** Text of an error from outside, in one bounded line. */
const bounded = (text: string) => text.replace(/\p{Cc}+/gu, ' ').slice(0, 300)

/** An error as the link says it. A code that we do not know is treated as a failure of the link: nothing was decided. */
export const wireError = (code: string, message: string): WireError =>
  isErrorCode(code)
    ? { code, message: bounded(message) }
    : { code: 'internal', message: bounded(`${code}: ${message}`) }

type AnswerSchema = Parameters<typeof parse>[0]

/** From whatever came back on an acknowledgement to an answer in the code's names, or an error. Never throws. */
export function readAnswer<S extends AnswerSchema>(schema: S, raw: unknown): ReturnType<typeof parse<S>> {
  const acknowledged = acknowledgement.safeParse(raw)
  if (!acknowledged.success) return fail({ code: 'internal', message: 'the answer is not as the protocol says' })
  if (!acknowledged.data.ok) return fail(wireError(acknowledged.data.error.code, acknowledged.data.error.message))
  const answer = parse(schema, raw)
  if (answer.ok) return answer
  return fail({ code: 'internal', message: `the answer is not as the protocol says: ${answer.error.message}` })
}
