import { z } from 'zod'
import { until } from '../boss/until.ts'
import type { Calls } from '../hall.ts'

const locks = z.object({ locks: z.array(z.looseObject({ uuid: z.string(), gate: z.string(), state: z.string() })) })
const lock = z.looseObject({ state: z.string() })
const history = z.object({ events: z.array(z.looseObject({ type: z.string(), lock: z.nullable(z.string()) })) })

/** The boss of a link, who knows nothing of the tool that asks. */
export interface Desk {
  /** The lock that waits at this gate, as soon as there is one. */
  waiting(gate: string): Promise<string>
  unlock(uuid: string): Promise<void>
  reject(uuid: string): Promise<void>
  block(gate: string): Promise<void>
  back(gate: string): Promise<void>
  stateOf(uuid: string): Promise<string>
  /** What happened to one lock, oldest first. */
  eventsOf(uuid: string): Promise<readonly string[]>
}

export const deskOf = (hall: Calls): Desk => ({
  waiting: (gate) =>
    until(`a lock waits at ${gate}`, async () => {
      const open = locks.parse(await hall.get(`/locks?gate=${gate}`))
      return open.locks.find((each) => each.gate === gate && each.state === 'locked')?.uuid
    }),
  unlock: async (uuid) => void (await hall.post(`/locks/${uuid}/unlock`, {})),
  reject: async (uuid) => void (await hall.post(`/locks/${uuid}/reject`, { reason: 'not today' })),
  block: async (gate) => void (await hall.post(`/gates/${gate}/status`, { status: 'blocked', reason: 'fire' })),
  back: async (gate) => void (await hall.post(`/gates/${gate}/status`, { status: 'default' })),
  stateOf: async (uuid) => lock.parse(await hall.get(`/locks/${uuid}`)).state,
  eventsOf: async (uuid) =>
    history
      .parse(await hall.get(`/history?lock=${uuid}`))
      .events.map(({ type }) => type)
      .reverse(),
})
