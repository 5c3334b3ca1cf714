import { type Problem, wrongUsage } from '../command/problem.ts'
import { type Family, makeFamily, stopped } from './family.ts'
import type { Hold, Running } from './hold.ts'
import { freePort } from './ports.ts'
import type { Port, Teller } from './teller.ts'

/** Where each part listens unless it is told otherwise. */
export const firstPorts = { link: 8_000, server: 5_000, gadget: 3_000, face: 3_001 } as const satisfies Record<
  Port,
  number
>

export interface Wishes {
  readonly hold: Hold
  readonly tell: Teller
  /** Aborting stops the start. */
  readonly signal: AbortSignal
}

/** Parts that run, and how to end them. */
export interface Started {
  /** The first part that is given up; never, as long as all go on. */
  readonly failed: Promise<Problem>
  /** Stops those that need others before those. */
  stop(): Promise<void>
}

/** Finds a port for each part, the wanted one or the next free one; 0 is any. */
export type Choose = (name: Port, wanted: number) => Promise<number>

/** A port may be taken by somebody else between our look and our start. */
const ATTEMPTS = 3

interface Start<P, T> {
  /** The folder of the parts. */
  readonly data: string
  readonly choose: (choose: Choose) => Promise<P>
  readonly start: (ports: P, family: Family) => Promise<T>
}

/** Chooses ports and starts parts on them. Throws a `Problem` after it has stopped what it had started. */
export async function startOnPorts<P extends Readonly<Record<string, number>>, T extends Running>(
  { data, choose, start }: Start<P, T>,
  { hold, tell, signal }: Wishes,
): Promise<T & Started> {
  for (let attempt = 1; ; attempt += 1) {
    const ports = await choose(chooser(tell))
    if (signal.aborted) throw stopped()
    const family = makeFamily(data, hold, tell)
    const stop = () => void family.stop()
    signal.addEventListener('abort', stop)
    try {
      const running = await start(ports, family)
      family.note(running)
      return { ...running, failed: family.failed, stop: () => family.stop() }
    } catch (error) {
      await family.stop()
      const isLast = attempt === ATTEMPTS || signal.aborted
      if (isLast || (await areFree(Object.values(ports)))) throw error
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }
}

async function areFree(ports: readonly number[]): Promise<boolean> {
  const got = await Promise.all(ports.map((port) => freePort(port, new Set())))
  return got.every((port, index) => port === ports[index])
}

function chooser(tell: Teller): Choose {
  const given = new Set<number>()
  return async (name, wanted) => {
    const got = await freePort(wanted, given)
    if (got === null) throw wrongUsage(`no port from ${wanted} on is free`, 'choose another with --port')
    given.add(got)
    if (wanted !== 0 && got !== wanted) tell.portTaken(name, wanted, got)
    return got
  }
}
