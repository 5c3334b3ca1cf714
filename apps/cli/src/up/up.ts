import { join } from 'node:path'
import { exitCodes } from '@boss-deployer/protocol'
import { Problem, wrongUsage } from '../command/problem.ts'
import { readTokens, tokenFileOf } from '../link/data.ts'
import { enrol } from './enrol.ts'
import type { Hold, Running } from './hold.ts'
import { type Log, openLog } from './log.ts'
import { freePort, HOST } from './ports.ts'
import { type Ready, type RunningChild, runChild } from './run-child.ts'
import { gadgetConfigOf, gadgetSpec, linkSpec, type Places, type Spec, serverConfigOf, serverSpec } from './spec.ts'

export type Part = Spec['name']
export type Port = Part | 'face'

/** What is told while it runs. */
export interface Teller {
  portTaken(port: Port, wanted: number, got: number): void
  starting(part: Part): void
  ready(part: Part, url: string): void
  died(part: Part, lastLines: readonly string[], restartsInMs: number): void
}

export interface Up {
  readonly link: string
  readonly server: string
  readonly gadget: string
  readonly face: string
  readonly operatorToken: string
  /** The first part that is given up; never, as long as all go on. */
  readonly failed: Promise<Problem>
  /** Stops gadget, server and link, in this order. */
  stop(): Promise<void>
}

const FIRST_PORTS = { link: 8000, server: 5000, gadget: 3000, face: 3001 } as const satisfies Record<Port, number>

interface Wishes {
  readonly port: number
  readonly tell: Teller
  /** Aborting stops the start. */
  readonly signal: AbortSignal
}

/** A port may be taken by somebody else between our look and our start. */
const ATTEMPTS = 3

/** Starts link, server and gadget. Throws a `Problem` after it has stopped what it had started. */
export async function startAll(places: Places, hold: Hold, wishes: Wishes): Promise<Up> {
  for (let attempt = 1; ; attempt += 1) {
    const ports = await choosePorts(wishes.port, wishes.tell)
    try {
      return await startOn(ports, places, { ...wishes, hold })
    } catch (error) {
      const isLast = attempt === ATTEMPTS || wishes.signal.aborted
      if (isLast || (await areFree(Object.values(ports)))) throw error
    }
  }
}

async function areFree(ports: readonly number[]): Promise<boolean> {
  const got = await Promise.all(ports.map((port) => freePort(port, new Set())))
  return got.every((port, index) => port === ports[index])
}

type Ports = Readonly<Record<Port, number>>

async function startOn(ports: Ports, places: Places, { hold, tell, signal }: Wishes & { hold: Hold }): Promise<Up> {
  if (signal.aborted) throw stopped()
  const family = makeFamily(places.data, hold, tell)
  const stop = () => void family.stop()
  signal.addEventListener('abort', stop)
  const urlOf = (name: Port) => `http://${HOST}:${ports[name]}`
  const addresses = { link: urlOf('link'), server: urlOf('server'), gadget: urlOf('gadget') }
  const tokenFile = tokenFileOf(places.data)
  try {
    const link = await family.start(linkSpec(places, { port: ports.link, tokenFile }))
    const operatorToken = readTokens(places.data)?.operator
    if (operatorToken === undefined) throw wrongUsage(`${tokenFile} cannot be read`, 'look at its mode and owner')
    await enrol(places.data, operatorToken, addresses)
    const [server, gadget] = await Promise.all([
      family.start(serverSpec(places, { port: ports.server, config: serverConfigOf(places.data) })),
      family.start(
        gadgetSpec(places, { port: ports.gadget, facePort: ports.face, config: gadgetConfigOf(places.data) }),
      ),
    ])
    const running = { link: link.url, server: server.url, gadget: gadget.url, face: gadget.face ?? `${urlOf('face')}/` }
    family.note(running)
    return { ...running, operatorToken, failed: family.failed, stop: () => family.stop() }
  } catch (error) {
    await family.stop()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

async function choosePorts(port: number, tell: Teller): Promise<Ports> {
  const given = new Set<number>()
  const choose = async (name: Port) => {
    const wanted = port === 0 ? 0 : name === 'link' ? port : FIRST_PORTS[name]
    const got = await freePort(wanted, given)
    if (got === null) throw wrongUsage(`no port from ${wanted} on is free`, 'choose another with --port')
    given.add(got)
    if (wanted !== 0 && got !== wanted) tell.portTaken(name, wanted, got)
    return got
  }
  const link = await choose('link')
  return { link, server: await choose('server'), gadget: await choose('gadget'), face: await choose('face') }
}

/** The children of one holder, youngest last. */
function makeFamily(data: string, hold: Hold, tell: Teller) {
  const children = new Map<Part, RunningChild>()
  const pids = new Map<Part, number>()
  let running: Running = {}
  let isStopping = false
  let fail: (problem: Problem) => void = () => {}
  const failed = new Promise<Problem>((resolve) => {
    fail = resolve
  })
  const note = (more: Running = {}) => {
    running = { ...running, ...more }
    hold.note(running, [...pids.values()])
  }
  return {
    failed,
    note,
    async start(spec: Spec): Promise<Ready> {
      const { name } = spec
      if (isStopping) throw stopped()
      const log = openLog(join(data, 'logs', `${name}.log`))
      tell.starting(name)
      const child = runChild(spec, log, {
        launched(pid) {
          pids.set(name, pid)
          note()
        },
        died: (restartsInMs) => tell.died(name, log.lastLines(), restartsInMs),
      })
      children.set(name, child)
      void child.gone.then((end) => {
        if (end.failed) fail(gaveUp(name, log, end.code))
      })
      const ready = await child.ready
      if (!ready) throw gaveUp(name, log, (await child.gone).code)
      tell.ready(name, ready.face ?? ready.url)
      return ready
    },
    async stop(): Promise<void> {
      isStopping = true
      for (const child of [...children.values()].reverse()) {
        child.stop()
        await child.gone
      }
    },
  }
}

const stopped = () => wrongUsage('the start was stopped', 'start again when you like')

/** A part that will not run: its own words say why. */
function gaveUp(name: Part, log: Log, code: number | null): Problem {
  const said = log.lastLines().join(' | ')
  const how = code === null ? 'was killed' : `ended with ${code}`
  return new Problem({
    code: code === exitCodes.usage ? 'invalid_message' : 'internal',
    message: `the ${name} ${how}${said ? `: ${said}` : ''}`,
    next: `read ${log.path}, then start again`,
  })
}
