import { setTimeout as pause } from 'node:timers/promises'
import { type RestClient, restClient } from '@boss-deployer/client/rest'
import {
  type Camel,
  clientChannels,
  exitCodes,
  exitOfEnd,
  type LockViewWire,
  toWire,
  type WireError,
} from '@boss-deployer/protocol'
import type { Context } from '../command/command.ts'
import { must, problemOf } from '../command/problem.ts'
import type { Address } from '../link/address.ts'
import { line } from '../terminal/style.ts'

interface Ask {
  readonly pipeline: string
  readonly step: string
  readonly gate: string | undefined
  readonly requestId: string
  readonly context: { readonly commit: string | undefined }
}

interface Question {
  readonly address: Address
  readonly ask: Ask
  readonly lostAfterMs: number | undefined
}

const LOST_AFTER_MS = 600_000
const AGAIN_MS = 500

type State = Camel<LockViewWire>['state']

/** Asks and does not wait: 7 as long as nobody has decided, 0 only when it could be claimed at once. */
export async function askWithoutWaiting(context: Context, { address, ask, lostAfterMs }: Question): Promise<number> {
  const client = restClient(address)
  const { gate, ...rest } = ask
  const body = { ...rest, ...(gate === undefined ? {} : { gate }), hold: false }
  const until = context.now() + (lostAfterMs ?? LOST_AFTER_MS)
  const asked = await insist(context, until, () =>
    client.call('POST', '/locks', { body, schema: clientChannels.lock.answer, signal: context.signal }),
  )
  const { lock: uuid, gate: at } = asked
  const claimed = isOpen(asked.state) ? await claim(client, { uuid, gate: at, commit: ask.context.commit }) : null
  const exit = claimed ? exitCodes.passed : exitOfState(asked.state)
  const { style, isJson } = context.out
  const next = exit === exitCodes.stillWaiting ? line`  ${style.dim(`next: boss wait ${uuid}`)}` : null
  const state = claimed ? 'claimed' : asked.state
  const document = toWire({ uuid, gate: at, state, place: asked.place, exit })
  context.out.answer(document, [line`${uuid}`])
  if (!isJson) context.out.tell({}, line`${state} at gate ${at}`)
  if (next && !isJson) context.out.tell({}, next)
  return exit
}

const isOpen = (state: State) => state === 'unlocked' || state === 'claimed'

async function claim(client: RestClient, lock: { uuid: string; gate: string; commit: string | undefined }) {
  const { uuid, ...body } = lock
  return must(await client.call('POST', `/locks/${uuid}/claim`, { body, schema: clientChannels.claim.answer }))
}

/** How a process ends that asked and found the lock like this; open ones are claimed first. */
function exitOfState(state: State): number {
  switch (state) {
    case 'locked':
    case 'unlocked':
    case 'claimed':
      return exitCodes.stillWaiting
    case 'rejected':
    case 'killed':
    case 'expired':
    case 'cancelled':
    case 'superseded':
      return exitOfEnd[state]
  }
}

type Tried<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError }

/** Tries until the link is there; the same request id makes it the same question each time. */
async function insist<T>({ now, signal }: Context, until: number, attempt: () => Promise<Tried<T>>): Promise<T> {
  for (;;) {
    const result = await attempt()
    if (result.ok) return result.value
    if (result.error.code !== 'unavailable' || now() >= until || signal.aborted) throw problemOf(result.error)
    await pause(Math.min(AGAIN_MS, until - now()))
  }
}
