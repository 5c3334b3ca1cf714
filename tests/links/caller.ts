import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Command } from './checker/observation.ts'
import { type Recorder, restOf } from './recorder.ts'

const reply = z.looseObject({
  lock: z.string().optional(),
  uuid: z.string().optional(),
  state: z.string().optional(),
  code: z.string().optional(),
})
export type Reply = z.infer<typeof reply>

const DEADLINE_MS = 10_000
const RETRY_MS = 30
/** Longer than any outage of a run: then something is broken for good. */
const GIVE_UP_MS = 90_000

/** A client with nothing but HTTP: it asks until it is answered, always with the same request. */
export interface Caller {
  get(path: string): Promise<unknown>
  /** Null: the answer does not tell whether this very message did it. */
  run(command: Command): Promise<Reply | null>
}

export function callerOf(url: string, token: string, { client, note }: Recorder): Caller {
  let count = 0
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }

  async function call(path: string, body: object | null): Promise<{ tries: number; status: number; json: unknown }> {
    const until = performance.now() + GIVE_UP_MS
    for (let tries = 1; ; tries += 1) {
      try {
        const init = body === null ? {} : { method: 'POST', body: JSON.stringify(body) }
        const signal = AbortSignal.timeout(DEADLINE_MS)
        const response = await fetch(`${url}/api/v1${path}`, { ...init, headers, signal })
        const json: unknown = await response.json()
        if (response.status < 500 && response.status !== 429) return { tries, status: response.status, json }
        if (performance.now() > until) throw new Error(`${path}: ${response.status} ${JSON.stringify(json)}`)
      } catch (error) {
        if (performance.now() > until) throw error
      }
      await pause(RETRY_MS)
    }
  }

  return {
    get: async (path) => (await call(path, null)).json,
    async run(command) {
      count += 1
      const id = `${client}-${count}`
      note({ kind: 'asked', id, command })
      const { path, body } = restOf(command)
      const { tries, status, json } = await call(path, body)
      const { code = null, lock, uuid, state = null } = reply.parse(json)
      const refused = status < 300 ? null : (code ?? `status ${status}`)
      // A cancel has no name of its own: refused at the second try, it may have been done by the first.
      if (refused !== null && tries > 1 && command.type === 'cancel') return null
      note({ kind: 'answered', id, refused, lock: lock ?? uuid ?? null, state })
      return refused === null ? reply.parse(json) : null
    },
  }
}
