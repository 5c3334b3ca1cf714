import { memoryStore } from '@boss-deployer/store'
import { expect, test } from 'vitest'
import { linkRegister } from './link-register.ts'

const DAY = 24 * 60 * 60_000

function world(hasManyWriters: boolean) {
  const time = { now: 1_000_000 }
  const { notes } = memoryStore()
  const store = { notes, capabilities: { hasManyWriters } }
  const open = (port: number) =>
    linkRegister({ store, clock: () => time.now, address: () => `http://127.0.0.1:${port}` })
  return { time, open }
}

const seenBy = async (link: ReturnType<typeof linkRegister>) =>
  (await link.list()).map(({ name, here, online }) => `${name.split(':')[1]} ${here ? 'here' : online}`)

test('links of one store know each other, also when they say so at once', async () => {
  const { open } = world(true)
  const links = [8_001, 8_002, 8_003].map(open)
  await Promise.all(links.map((link) => link.tick()))
  for (const link of links) expect(await seenBy(link)).toHaveLength(3)
})

test('a link that says nothing any more is away, and after a week it is listed no more', async () => {
  const { open, time } = world(true)
  const [one, other] = [open(8_001), open(8_002)]
  await Promise.all([one.tick(), other.tick()])
  time.now += 89_999
  expect(await seenBy(one)).toEqual(['8001 here', '8002 true'])
  time.now += 1
  expect(await seenBy(one)).toEqual(['8001 here', '8002 false'])
  time.now += 7 * DAY
  expect(await seenBy(one)).toEqual(['8001 here'])
})

test('a link that comes again at its place takes its own line', async () => {
  const { open, time } = world(true)
  const other = open(8_002)
  await open(8_001).tick()
  time.now += 60_000
  await open(8_001).tick()
  expect(await seenBy(other)).toEqual(['8002 here', '8001 true'])
})

test('the one link of a store with one writer knows itself', async () => {
  const { open } = world(false)
  const link = open(8_001)
  await link.tick()
  expect(await link.list()).toMatchObject([{ here: true, online: true, since: 1_000_000, seenAt: 1_000_000 }])
})
