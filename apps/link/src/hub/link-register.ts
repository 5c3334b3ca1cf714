import { hostname } from 'node:os'
import type { Store } from '@boss-deployer/store'
import * as z from 'zod/mini'
import type { Clock } from '../clock.ts'

export const VERSION = '0.1.0'
const NOTE = 'links'
/** A link says so often that it is there, and three times before it would be missed. */
const SAY_EVERY_MS = 30_000
const GONE_AFTER_MS = 3 * SAY_EVERY_MS
/** One that was away for so long is listed no more. */
const FORGOTTEN_AFTER_MS = 7 * 24 * 60 * 60_000
const MOST = 50
const TRIES = 5

const entries = z.array(z.object({ name: z.string(), version: z.string(), since: z.int(), seenAt: z.int() }))
type Entry = z.infer<typeof entries>[number]

export interface LinkSeen extends Entry {
  /** Whether it is this one. */
  readonly here: boolean
  readonly online: boolean
}

/** Which links share the store. */
export interface LinkRegister {
  /** Tells the others that this one is there. */
  tick(): Promise<void>
  list(): Promise<readonly LinkSeen[]>
}

interface RegisterParts {
  readonly store: Pick<Store, 'notes' | 'capabilities'>
  readonly clock: Clock
  /** Where this link listens. */
  readonly address: () => string
}

/** One note in the store holds them all; each link writes its own line. A store with one writer has one link. */
export function linkRegister({ store: { notes, capabilities }, clock, address }: RegisterParts): LinkRegister {
  const since = clock()
  let saidAt = Number.NEGATIVE_INFINITY
  const itself = (): Entry => ({ name: nameAt(address()), version: VERSION, since, seenAt: clock() })

  async function others(name: string): Promise<{ readonly text: string | null; readonly rest: readonly Entry[] }> {
    const text = await notes.get(NOTE)
    const known = text === null ? [] : entries.parse(JSON.parse(text))
    const isKept = (each: Entry) => each.name !== name && clock() - each.seenAt < FORGOTTEN_AFTER_MS
    return { text, rest: known.filter(isKept).slice(-(MOST - 1)) }
  }

  return {
    async tick() {
      if (!capabilities.hasManyWriters || clock() - saidAt < SAY_EVERY_MS) return
      for (let tries = 0; tries < TRIES; tries += 1) {
        const own = itself()
        const { text, rest } = await others(own.name)
        if (!(await notes.swap(NOTE, text, JSON.stringify([...rest, own])))) continue
        saidAt = own.seenAt
        return
      }
    },
    async list() {
      const own = itself()
      const { rest } = capabilities.hasManyWriters ? await others(own.name) : { rest: [] }
      const isOnline = ({ seenAt }: Entry) => clock() - seenAt < GONE_AFTER_MS
      return [
        { ...own, here: true, online: true },
        ...rest.map((each) => ({ ...each, here: false, online: isOnline(each) })),
      ]
    },
  }
}

/** The machine and the port: what tells links of one store apart. */
const nameAt = (address: string): string => `${hostname()}:${new URL(address).port || '80'}`
