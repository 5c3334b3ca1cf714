import { createHmac, randomBytes } from 'node:crypto'
import { type Actor, fail, isAtOrBelow, ok, type Press, type Result } from '@boss-deployer/gate'
import type { Camel, press, WireError } from '@boss-deployer/protocol'
import { isSameMac, pressMac } from '@boss-deployer/protocol/gadget'
import type { GadgetRow, Store } from '@boss-deployer/store'
import type * as z from 'zod/mini'
import type { Clock } from '../clock.ts'
import type { Principal } from './principal.ts'

export type SignedPress = Camel<z.infer<typeof press>>

/** What a press has to be about: the message it came with. */
export interface PressFor {
  readonly action: SignedPress['action']
  /** The gate of the lock it answers, or the gate it turns. */
  readonly gate: string
  readonly uuid: string | null
}

export interface NewGadget {
  readonly id: string
  readonly name: string
  readonly gate: string
  readonly boss: { readonly id: string; readonly name: string } | null
}

export interface Enrolled extends GadgetRow {
  /** Hex, 32 bytes: for the gadget and its server. It follows from the press key, which does not follow from it. */
  readonly macKey: string
}

/** Keeps a trace of a gadget that is about to be made, changed or revoked; what fails here is not done. */
export type RecordGadget = (gadget: GadgetRow) => Promise<Result<unknown, WireError>>

/** The boss's principal, or the shared desk itself. */
export const voterOf = ({ id, name, boss }: Pick<NewGadget, 'id' | 'name' | 'boss'>): GadgetRow['voter'] =>
  boss ?? { id: `gadget:${id}`, name }

/** What a gadget and its server sign their messages with. */
export const macKeyOf = ({ pressKey }: Pick<GadgetRow, 'pressKey'>): string =>
  createHmac('sha256', Buffer.from(pressKey, 'hex')).update('boss1 mac key').digest('hex')

/** A server that went with its gadget says nothing: after this time without a word it is gone. */
const GONE_AFTER_MS = 90_000

/** Whether a gadget answers its server now, as far as any link was told. */
export const isOnline = ({ seenAt, leftAt, revokedAt }: GadgetRow, now: number): boolean =>
  seenAt !== null && leftAt === null && revokedAt === null && now - seenAt < GONE_AFTER_MS

/** What a server tells of its gadget; null: it did not. It is no part of the record, and known to the link that was told. */
export interface ToldOfGadget {
  readonly server: string | null
  readonly version: string | null
  readonly address: string | null
}

const untold: ToldOfGadget = { server: null, version: null, address: null }

export interface GadgetDesk {
  /** Makes its keys once `record` has kept a trace of it. */
  enrol(gadget: NewGadget, record: RecordGadget): Promise<Result<Enrolled, WireError>>
  byId(id: string): Promise<GadgetRow | null>
  change(id: string, to: Pick<GadgetRow, 'name' | 'voter' | 'gate'>): Promise<boolean>
  list(): Promise<readonly GadgetRow[]>
  revoke(id: string): Promise<boolean>
  /** Its server says whether it answers, and what it knows of it. */
  notePresence(id: string, isOnline: boolean, told: ToldOfGadget): Promise<void>
  /** What its server told this link last. */
  toldOf(id: string): ToldOfGadget
  /** Who pressed: checked against the gadget's own key. Its counter is the core's to check. */
  verify(press: SignedPress, about: PressFor): Promise<Result<{ readonly by: Actor; readonly press: Press }, WireError>>
}

/** A boss as the link knows them now; null: nobody who signs in here. */
export type FindBoss = (
  subject: string,
) => Promise<(Pick<Principal, 'groups'> & { readonly isRevoked: boolean }) | null>

export function gadgetDesk(store: Store, clock: Clock, findBoss: FindBoss): GadgetDesk {
  const refused = (message: string) => fail({ code: 'unauthenticated', message } as const)
  const told = new Map<string, ToldOfGadget>()
  return {
    async enrol({ id, name, gate, boss }, record) {
      if (await store.gadgets.byId(id)) return fail({ code: 'conflict', message: `there is a gadget ${id} already` })
      const row: GadgetRow = {
        id,
        name,
        voter: voterOf({ id, name, boss }),
        gate,
        pressKey: randomBytes(32).toString('hex'),
        createdAt: clock(),
        revokedAt: null,
        seenAt: null,
        leftAt: null,
      }
      const recorded = await record(row)
      if (!recorded.ok) return recorded
      await store.gadgets.add(row)
      return ok({ ...row, macKey: macKeyOf(row) })
    },
    list: () => store.gadgets.list(),
    byId: (id) => store.gadgets.byId(id),
    change: (id, to) => store.gadgets.change(id, to),
    revoke: (id) => store.gadgets.revoke(id, clock()),
    async notePresence(id, isOnline, said) {
      told.set(id, said)
      await store.gadgets.notePresence(id, isOnline, clock())
    },
    toldOf: (id) => told.get(id) ?? untold,
    async verify(press, { action, gate, uuid }) {
      const gadget = await store.gadgets.byId(press.gadget)
      if (!gadget || gadget.revokedAt !== null) return refused('this gadget is not enrolled')
      const target = action === 'unlock' ? press.uuid : press.gate
      if (press.action !== action || target === undefined || target !== (action === 'unlock' ? uuid : gate)) {
        return refused('this press is about something else')
      }
      const { counter } = press
      if (!isSameMac(press.mac, pressMac(gadget.pressKey, { gadget: gadget.id, counter, action, target }))) {
        return refused('this press has a wrong MAC')
      }
      const isMine = action === 'unlock' ? isAtOrBelow(gate, gadget.gate) : gate === gadget.gate
      if (!isMine) return fail({ code: 'forbidden', message: `gadget ${gadget.id} speaks of ${gadget.gate}` })
      const boss = await findBoss(gadget.voter.id)
      if (boss?.isRevoked) return fail({ code: 'forbidden', message: `${gadget.voter.name} may not decide any more` })
      const by: Actor = { ...gadget.voter, via: 'gadget', device: gadget.id, groups: boss?.groups ?? [] }
      return ok({ by, press: { gadget: gadget.id, counter } })
    },
  }
}
