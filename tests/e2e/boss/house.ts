import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { type Boss, boss, type Ended, startBoss } from './boss.ts'
import { until } from './until.ts'

const upLine = z.strictObject({
  link: z.url(),
  server: z.url(),
  gadget: z.url(),
  face: z.url(),
  console: z.url(),
  set_up: z.nullable(z.url()),
  token_file: z.string(),
})
const faceShows = z.looseObject({
  pattern: z.string(),
  sure: z.boolean(),
  head: z.nullable(z.looseObject({ uuid: z.string() })),
  holds: z.array(z.looseObject({ button: z.string(), held: z.number() })),
})
const pressed = z.looseObject({ did: z.string().optional(), why: z.string().optional() })

export type Button = 'unlock' | 'release' | 'block'
export type FaceShows = z.infer<typeof faceShows>

/** A whole `boss up` on free ports, with its own folder. */
export interface House extends AsyncDisposable {
  readonly data: string
  readonly at: z.infer<typeof upLine>
  readonly up: Boss
  /** Runs a command on this folder to its end. */
  run(...args: string[]): Promise<Ended>
  /** Starts a command on this folder. */
  start(...args: string[]): Boss
  face(): Promise<FaceShows>
  /** Waits until the gadget shows this pattern. */
  shows(pattern: string): Promise<FaceShows>
  /** Presses as a person does: again, when the gadget took no notice. */
  press(button: Button, ms: number): Promise<void>
}

/** A folder that is gone with the test. */
export function tempFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'boss-e2e-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** Brings up a house; on a folder of its own unless one is given. */
export async function openHouse(folder?: string, ...more: string[]): Promise<House> {
  const own = folder === undefined ? tempFolder() : null
  const data = folder ?? join(own?.path ?? '', 'data')
  const up = startBoss(['up', '--json', '--data', data, ...(more.length > 0 ? more : ['--port', '0'])])
  const [line] = await up.says(/^\{"link".*\}$/m)
  const at = upLine.parse(JSON.parse(line))
  const face = async () => faceShows.parse(await (await fetch(`${at.face}/state`)).json())
  const press = async (button: Button, ms: number) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${at.face}/press`, { method: 'POST', headers, body: JSON.stringify({ button, ms }) })
    const deed = pressed.parse(await answer.json())
    return answer.ok && deed.did !== 'nothing'
  }
  return {
    ...{ data, at, up, face },
    run: (...args) => boss([...args, '--data', data]),
    start: (...args) => startBoss([...args, '--data', data]),
    shows: (pattern) =>
      until(`the gadget shows ${pattern}`, async () => {
        const shown = await face()
        return shown.pattern === pattern && shown
      }),
    press: async (button, ms) => {
      await until(`the gadget takes the press of ${button}`, () => press(button, ms))
    },
    async [Symbol.asyncDispose]() {
      await up[Symbol.asyncDispose]()
      own?.[Symbol.dispose]()
    },
  }
}
