import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'
import { type Program, startProgram, type Tokens } from './link-process.ts'

const keys = z.object({ mac_key: z.string(), press_key: z.string() })
const newToken = z.object({ token: z.string() })
const faceState = z.looseObject({ mode: z.nullable(z.string()), head: z.nullable(z.looseObject({ uuid: z.string() })) })
export type FaceState = z.infer<typeof faceState>

/** A gadget with its server, as processes, before a link that runs. */
export interface Desk {
  readonly face: string
  state(): Promise<FaceState>
  /** Holds a button of the gadget so long. */
  press(button: 'unlock' | 'release' | 'block', ms: number): Promise<void>
  killServer(): Promise<void>
  startServer(): Promise<void>
  close(): Promise<void>
}

export async function openDesk(dir: string, tokens: Tokens): Promise<Desk> {
  const [serverPort, gadgetPort, facePort] = await freePorts()
  const { token } = newToken.parse(
    await post('/tokens', { name: 'server', grants: [{ role: 'server', gate: 'root' }] }),
  )
  const gadget = keys.parse(
    await post('/gadgets', { id: 'desk', name: 'desk', gate: 'root', boss: { id: 'person:ada', name: 'ada' } }),
  )
  const who = { id: 'desk', name: 'desk', gate: 'root', mac_key: gadget.mac_key }
  const serverUrl = `http://127.0.0.1:${serverPort}`
  const configs = {
    server: {
      name: 'pi',
      link: { url: tokens.url, token },
      gadgets: [{ ...who, url: `http://127.0.0.1:${gadgetPort}` }],
    },
    gadget: { ...who, press_key: gadget.press_key, server: { url: serverUrl } },
  }
  for (const [name, config] of Object.entries(configs)) {
    mkdirSync(join(dir, name), { recursive: true })
    writeFileSync(join(dir, name, 'config.json'), JSON.stringify(config), { mode: 0o600 })
  }
  const startServer = () => start('server', ['--port', String(serverPort)])
  let server = await startServer()
  const device = await start('gadget', ['--port', String(gadgetPort), '--face-port', String(facePort)])
  const face = `http://127.0.0.1:${facePort}`
  return {
    face,
    state: async () => faceState.parse(await (await fetch(`${face}/state`)).json()),
    async press(button, ms) {
      const headers = { 'content-type': 'application/json' }
      await fetch(`${face}/press`, { method: 'POST', headers, body: JSON.stringify({ button, ms }) })
    },
    killServer: () => server.kill(),
    async startServer() {
      server = await startServer()
    },
    async close() {
      await Promise.all([server.kill(), device.kill()])
    },
  }

  function start(name: 'server' | 'gadget', args: readonly string[]): Promise<Program> {
    const folder = join(dir, name)
    return startProgram(`apps/${name}/dist/main.js`, [
      '--config',
      join(folder, 'config.json'),
      '--data',
      folder,
      ...args,
    ])
  }

  async function post(path: string, body: object): Promise<unknown> {
    const headers = { authorization: `Bearer ${tokens.operator}`, 'content-type': 'application/json' }
    const response = await fetch(`${tokens.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return response.json()
  }
}

/** Three ports that were free a moment ago: the programs have to know each other's before they start. */
async function freePorts(): Promise<readonly [number, number, number]> {
  const holders = await Promise.all([0, 1, 2].map(holdPort))
  const [first, second, third] = holders.map(({ port }) => port)
  await Promise.all(holders.map(({ release }) => release()))
  return [first ?? 0, second ?? 0, third ?? 0]
}

async function holdPort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    release: () => new Promise((resolve) => server.close(resolve)),
  }
}
