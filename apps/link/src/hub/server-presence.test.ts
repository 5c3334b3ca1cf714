import { memoryStore } from '@boss-deployer/store'
import { expect, test } from 'vitest'
import { serverPresence } from './server-presence.ts'

/** Two links that tell each other who is there, by one held clock. */
function twoLinks() {
  const time = { now: 1_000_000 }
  const noted = new Map<string, number>()
  const counted = { notes: 0 }
  const attendance = {
    note: async (what: readonly string[]) => {
      counted.notes += 1
      for (const each of what) noted.set(each, time.now)
    },
    ages: async (what: readonly string[]) =>
      new Map(what.flatMap((each) => (noted.has(each) ? [[each, time.now - (noted.get(each) ?? 0)] as const] : []))),
  }
  const open = () => {
    const connected = new Set<string>()
    return { connected, presence: serverPresence({ here: () => connected, attendance, clock: () => time.now }) }
  }
  const [one, other] = [open(), open()]
  const pass = async (seconds: number) => {
    for (let left = seconds; left > 0; left -= 1) {
      time.now += 1_000
      for (const { presence } of [one, other]) await presence.tick()
    }
  }
  return { time, counted, one, other, pass }
}

const seenBy = async ({ presence }: ReturnType<typeof twoLinks>['one']) =>
  (await presence.of(['token:pi'])).get('token:pi')

test('a server that is at one link is online at every link, for as long as it stays', async () => {
  const { one, other, pass, time } = twoLinks()
  one.connected.add('token:pi')
  await pass(1)
  for (let minutes = 0; minutes < 3; minutes += 1) {
    expect(await seenBy(one)).toEqual({ isOnline: true, at: time.now })
    expect(await seenBy(other)).toMatchObject({ isOnline: true })
    await pass(60)
  }
})

test('a server that went, or whose link was killed, is offline within 15 seconds, since when it was there last', async () => {
  const { one, other, pass, time } = twoLinks()
  one.connected.add('token:pi')
  await pass(1)
  const last = time.now
  one.connected.clear()
  await pass(14)
  expect(await seenBy(other)).toEqual({ isOnline: true, at: last })
  await pass(1)
  for (const link of [one, other]) expect(await seenBy(link)).toEqual({ isOnline: false, at: last })
})

test('a server that came to another link is online everywhere though its first link forgot it', async () => {
  const { one, other, pass } = twoLinks()
  one.connected.add('token:pi')
  await pass(5)
  one.connected.clear()
  other.connected.add('token:pi')
  await pass(60)
  for (const link of [one, other]) expect(await seenBy(link)).toMatchObject({ isOnline: true })
})

test('a server that never came is not known', async () => {
  expect(await seenBy(twoLinks().one)).toBe(undefined)
})

test('a link tells of its servers every five seconds, not at each tick', async () => {
  const { one, pass, counted } = twoLinks()
  one.connected.add('token:pi')
  await pass(60)
  expect(counted.notes).toBe(12)
})

test('where there is one link only, a server is gone as soon as it went', async () => {
  const connected = new Set(['token:pi'])
  const store = memoryStore()
  const presence = serverPresence({ here: () => connected, attendance: null, clock: () => 7_000 })
  await presence.tick()
  connected.clear()
  expect((await presence.of(['token:pi'])).get('token:pi')).toEqual({ isOnline: false, at: 7_000 })
  await store.close()
})
