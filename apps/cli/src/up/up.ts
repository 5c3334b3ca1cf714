import { type Problem, wrongUsage } from '../command/problem.ts'
import { bringUp, type Ports, type Running } from './bring-up.ts'
import { makeFamily, stopped } from './family.ts'
import type { Hold } from './hold.ts'
import { freePort } from './ports.ts'
import type { Places } from './spec.ts'
import type { Port, Teller } from './teller.ts'

export interface Up extends Running {
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

async function startOn(ports: Ports, places: Places, { hold, tell, signal }: Wishes & { hold: Hold }): Promise<Up> {
  if (signal.aborted) throw stopped()
  const family = makeFamily(places.data, hold, tell)
  const stop = () => void family.stop()
  signal.addEventListener('abort', stop)
  try {
    const running = await bringUp(ports, places, family)
    family.note(running)
    return { ...running, failed: family.failed, stop: () => family.stop() }
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
