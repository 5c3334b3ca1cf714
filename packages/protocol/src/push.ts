import * as z from 'zod/mini'
import { endState, gate, shown, uuid } from './fields.ts'

export const pushLanguage = z.enum(['en', 'es'])

const aboutLock = { lock: uuid, gate, pipeline: shown, step: shown, language: pushLanguage }

/** What the link pushes to a browser. It gives no right: who answers does it by the session of that browser. */
export const pushMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('waits'), ...aboutLock }),
  z.object({ kind: z.literal('nudged'), ...aboutLock }),
  z.object({
    kind: z.literal('ended'),
    ...aboutLock,
    /** How: nobody has to answer any more. */
    state: z.enum(['unlocked', 'rejected', ...endState.options]),
  }),
  z.object({ kind: z.literal('test'), language: pushLanguage }),
])

export type PushMessage = z.infer<typeof pushMessage>
