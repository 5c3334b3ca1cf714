import { restClient } from '@boss-deployer/client/rest'
import { z } from 'zod/mini'

const openLocks = z.looseObject({ locks: z.array(z.looseObject({ uuid: z.string(), state: z.string() })) })
const anything = z.looseObject({})

/** Unlocks whatever waits, one after another, through restarts of the link; remembers what the link acknowledged. */
export async function unlockEverything(url: string, token: string, until: AbortSignal): Promise<readonly string[]> {
  const client = restClient({ url, token, deadlineMs: 2_000 })
  const acknowledged: string[] = []
  while (!until.aborted) {
    const open = await client.call('GET', '/locks', { schema: openLocks })
    const waiting = open.ok ? open.value.locks.filter(({ state }) => state === 'locked') : []
    for (const { uuid } of waiting) {
      const unlocked = await client.call('POST', `/locks/${uuid}/unlock`, { body: {}, schema: anything })
      if (unlocked.ok) acknowledged.push(uuid)
    }
    if (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  return acknowledged
}
