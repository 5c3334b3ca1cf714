import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Programs, scripted } from '@boss-deployer/testing'
import { z } from 'zod'

const source = z.object({ url: z.string(), token: z.string(), gate: z.string() })
const version = z.object({ lock: z.string() })
const asked = z.object({ lock: z.string() })
const approved = z.object({ effective: z.string(), locks: z.array(z.string()) })

async function call(payload: object, method: string, path: string, body?: object): Promise<unknown> {
  const { url, token } = source.parse(Reflect.get(payload, 'source'))
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return response.json()
}

/**
 * The resource as one would write it first: `out` asks and goes on at once, `check` offers the lock once it is unlocked
 * and a new version each time while the gate is released, `in` fetches whatever it is told to. Both bugs are in the design.
 */
export const naive: Programs = scripted('naive', {
  async out({ payload, env }) {
    const { gate } = source.parse(Reflect.get(payload, 'source'))
    const body = { pipeline: 'shop', step: env.BUILD_JOB_NAME, gate, hold: false, context: { commit: 'c1' } }
    const { lock } = asked.parse(await call(payload, 'POST', '/locks', body))
    return { version: { lock }, metadata: [] }
  },
  async in({ payload, folder = '' }) {
    const { lock } = version.parse(Reflect.get(payload, 'version'))
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'boss-deployer.json'), JSON.stringify({ lock, commit: null }))
    return { version: { lock } }
  },
  async check({ payload }) {
    const { gate } = source.parse(Reflect.get(payload, 'source'))
    const { effective, locks } = approved.parse(await call(payload, 'GET', `/gates/${gate}/approved`))
    return effective === 'released' ? [{ lock: randomUUID() }] : locks.map((lock) => ({ lock }))
  },
})
