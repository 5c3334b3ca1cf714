import { describe, expect, test } from 'vitest'
import { createHub, type Order, person } from '../testing/hub.ts'
import { reduce } from '../view/reduce.ts'
import { emptyView, gateAt, type View } from '../view/view.ts'
import type { Client } from './action.ts'
import { block, foreseeBlock, pendingAt, release, toDefault } from './gate-actions.ts'
import { reject, unlock } from './lock-actions.ts'

const now = Date.parse('2026-01-02T03:04:05Z')
const ada = person('ada')
const here = { subject: ada.id, name: ada.name, now }
const uuid = (index: number) => `00000000-0000-7000-8000-00000000000${index}`

const asks = (index: number, gate: string): Order => ({
  type: 'lock',
  lock: uuid(index),
  gate,
  pipeline: `pipeline-${index}`,
  pipelineKey: `pipeline-${index}`,
  step: 'deploy',
  commit: null,
  requestedBy: null,
  hold: true,
  contextDigest: null,
})

const onCall: Order = { type: 'set-policy', gate: 'shop', policy: { responders: [ada.id] } }
const target = { pipeline: 'pipeline-1', step: 'deploy', commit: null, reason: 'fire' }
const bypasses: Order = { type: 'bypass', bypass: uuid(9), gate: 'shop', ...target }
const bypassed: readonly Order[] = [onCall, { type: 'block', gate: 'shop', reason: 'fire' }, bypasses]

function viewAfter(...orders: readonly Order[]): View {
  const hub = createHub()
  hub.run(person('ops'), now, { type: 'add-gate', gate: 'shop', policy: {} })
  hub.run(person('ops'), now, { type: 'add-gate', gate: 'shop.production', policy: {} })
  for (const order of orders) hub.run(order.type === 'lock' ? person('ci') : ada, now, order)
  return reduce(emptyView, { channel: 'sync', message: hub.sync(0), isFirst: true })
}

function gateIn(view: View, path: string) {
  const gate = gateAt(view, path)
  if (!gate) throw new Error(`no gate ${path}`)
  return gate
}

function firstLock(view: View) {
  const [lock] = view.locks
  if (!lock) throw new Error('nothing is open')
  return lock
}

const releases = (gate: string): Order => ({
  type: 'release',
  gate,
  until: 'policy',
  approvePending: false,
  reason: null,
})
const blocks = (gate: string): Order => ({ type: 'block', gate, reason: 'fire' })
const isOn = { isOn: true }

describe('a lock', () => {
  test('that waits can be unlocked and rejected', () => {
    const view = viewAfter(asks(1, 'shop'))
    expect(unlock.enabled(view, firstLock(view), here)).toEqual(isOn)
    expect(reject.enabled(view, firstLock(view), here)).toEqual(isOn)
  })

  test('that is unlocked can be neither', () => {
    const view = viewAfter(asks(1, 'shop'), { type: 'unlock', lock: uuid(1), note: null })
    expect(unlock.enabled(view, firstLock(view), here)).toMatchObject({
      isOn: false,
      message: 'it is unlocked already',
    })
    expect(reject.enabled(view, firstLock(view), here)).toMatchObject({ isOn: false })
  })

  test('that one has voted for waits for the others', () => {
    const two: Order = { type: 'set-policy', gate: 'shop', policy: { approvals: 2 } }
    const view = viewAfter(two, asks(1, 'shop'), { type: 'unlock', lock: uuid(1), note: null })
    expect(unlock.enabled(view, firstLock(view), here)).toMatchObject({
      isOn: false,
      message: 'you have voted: others have to as well',
    })
    expect(unlock.enabled(view, firstLock(view), { ...here, subject: 'person:bo', name: 'bo' })).toEqual(isOn)
  })

  test('that has ended meanwhile can be neither', () => {
    const before = viewAfter(asks(1, 'shop'))
    expect(unlock.enabled(viewAfter(), firstLock(before), here)).toMatchObject({ isOn: false })
  })
})

describe('a gate', () => {
  test.each([
    ['at rest', [], 'shop', { release: true, block: true, toDefault: false }],
    ['with something waiting', [asks(1, 'shop')], 'shop', { release: true, block: true, toDefault: false }],
    ['released', [releases('shop')], 'shop', { release: true, block: true, toDefault: true }],
    ['blocked', [blocks('shop')], 'shop', { release: true, block: false, toDefault: true }],
    ['blocked with a bypass', bypassed, 'shop', { release: true, block: true, toDefault: true }],
    ['below a blocked one', [blocks('shop')], 'shop.production', { release: false, block: true, toDefault: false }],
    ['below a released one', [releases('shop')], 'shop.production', { release: true, block: true, toDefault: false }],
  ] as const)('%s offers what would change something', (_, orders, path, offers) => {
    const view = viewAfter(...orders)
    const gate = gateIn(view, path)
    const offered = Object.entries({ release, block, toDefault }).map(([name, action]) => [
      name,
      action.enabled(view, gate, here).isOn,
    ])
    expect(Object.fromEntries(offered)).toEqual(offers)
  })

  test('whose policy wants two approvals cannot be released, and says so', () => {
    const view = viewAfter({ type: 'set-policy', gate: 'shop', policy: { approvals: 2 } })
    const enabled = release.enabled(view, gateIn(view, 'shop'), here)
    expect(enabled).toMatchObject({ isOn: false, message: 'the policy of shop does not allow a release' })
  })

  test('held by a gate above that one may not see names it', () => {
    const all = viewAfter(blocks('shop'))
    const view = { ...all, gates: all.gates.filter(({ gate }) => gate === 'shop.production') }
    const enabled = toDefault.enabled(view, gateIn(view, 'shop.production'), here)
    expect(enabled).toMatchObject({ isOn: false, message: 'shop.production is blocked by shop: change it there' })
  })

  test('says before a block what it would end', () => {
    const open = { type: 'unlock', lock: uuid(1), note: null } as const
    const view = viewAfter(releases('shop.production'), asks(1, 'root'), open, asks(2, 'shop'), asks(3, 'shop'))
    expect(foreseeBlock(view, gateIn(view, 'root'), here)).toEqual({
      waiting: 2,
      unlocked: 1,
      releases: ['shop.production'],
      gatesBelow: 2,
    })
    expect(pendingAt(view, 'shop')).toHaveLength(2)
  })
})

test('what is sent is what the protocol calls it, with a deadline', async () => {
  const sent: unknown[] = []
  const client: Client = {
    async send(...message) {
      sent.push(message)
      return { ok: false, error: { code: 'unavailable', message: 'a fake' } }
    },
  }
  const view = viewAfter(asks(1, 'shop'))
  const gate = gateIn(view, 'shop')
  await unlock.perform(client, firstLock(view))
  await reject.perform(client, firstLock(view), { reason: 'not on a Friday' })
  await reject.perform(client, firstLock(view), { reason: '' })
  await release.perform(client, gate, { forMs: 900_000, approvePending: true, reason: '' })
  await block.perform(client, gate, { reason: 'fire' })
  await toDefault.perform(client, gate)
  expect(sent).toEqual([
    ['unlock', { uuid: uuid(1) }, 8_000],
    ['reject', { uuid: uuid(1), reason: 'not on a Friday' }, 8_000],
    ['reject', { uuid: uuid(1) }, 8_000],
    ['status', { status: 'released', gate: 'shop', forMs: 900_000, approvePending: true }, 8_000],
    ['status', { status: 'blocked', gate: 'shop', reason: 'fire' }, 8_000],
    ['status', { status: 'default', gate: 'shop' }, 8_000],
  ])
})
