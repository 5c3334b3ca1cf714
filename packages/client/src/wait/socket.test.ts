import {
  bad,
  cut,
  exampleLock,
  exampleLockAnswer,
  exampleTime,
  exampleUnlock,
  exampleUuid,
  type FakeLinkOptions,
  good,
  held,
  openFakeLink,
  twice,
} from '@boss-deployer/testing'
import { afterEach, expect, test } from 'vitest'
import { connectLink } from '../connect.ts'
import { waitForLock } from './wait.ts'

const opened: AsyncDisposable[] = []
afterEach(async () => {
  for (const it of opened.splice(0).reverse()) await it[Symbol.asyncDispose]()
})

const ask = { pipeline: 'shop', step: 'production', gate: 'shop.production', requestId: 'build-7' }

/** Waits on a real socket; `looked` settles when the link was asked how the lock stands. */
async function begin(handlers: FakeLinkOptions['handlers'] = {}) {
  const looked = held<void>()
  const fake = await openFakeLink({
    handlers: {
      lock: () => good(exampleLockAnswer()),
      in: () => {
        looked.settle()
        return good(exampleLock())
      },
      claim: () => good({ uuid: exampleUuid, claimed_at: exampleTime }),
      ...handlers,
    },
  })
  opened.push(fake)
  const link = connectLink({ url: fake.url, token: 't', role: 'pipeline', reconnectMs: [1, 20] })
  opened.push(link)
  return { fake, looked: looked.promise, waited: waitForLock(link, { ask }) }
}

test('a connection that breaks instead of the first answer: the same question is asked again, and answered', async () => {
  const { fake, looked, waited } = await begin({ lock: (_, count) => (count === 1 ? cut : good(exampleLockAnswer())) })
  await looked
  fake.say('unlock', exampleUnlock)
  expect(await waited).toMatchObject({ outcome: 'passed' })
  const questions = fake.heard.filter(({ channel }) => channel === 'lock')
  expect(questions).toHaveLength(2)
  expect(questions[0]).toEqual(questions[1])
})

test('an approval while the connection is broken is found after it', async () => {
  let state: 'locked' | 'unlocked' = 'locked'
  const first = held<void>()
  const { fake, waited } = await begin({
    in: () => {
      first.settle()
      return good(exampleLock({ state }))
    },
  })
  await first.promise
  state = 'unlocked'
  fake.cut()
  expect(await waited).toMatchObject({ outcome: 'passed' })
})

test('a connection that breaks instead of the claim: the claim is repeated', async () => {
  const first = held<void>()
  const { fake, waited } = await begin({
    claim: (_, count) => (count === 1 ? cut : good({ uuid: exampleUuid, claimed_at: exampleTime })),
    in: (_, count) => {
      first.settle()
      return good(exampleLock({ state: count === 1 ? 'locked' : 'claimed' }))
    },
  })
  await first.promise
  fake.say('unlock', exampleUnlock)
  expect(await waited).toMatchObject({ outcome: 'passed', claimedAt: exampleTime })
})

test('a claim that is answered twice counts once, by its first answer', async () => {
  const { fake, looked, waited } = await begin({
    claim: () => twice({ uuid: exampleUuid, claimed_at: exampleTime }, { uuid: exampleUuid, claimed_at: 'never' }),
  })
  await looked
  fake.say('unlock', exampleUnlock)
  fake.say('unlock', exampleUnlock)
  expect(await waited).toMatchObject({ outcome: 'passed', claimedAt: exampleTime })
})

test('a token that is revoked while it waits ends it', async () => {
  const { fake, looked, waited } = await begin()
  await looked
  fake.refusal = { code: 'unauthenticated', message: 'revoked' }
  fake.dismiss()
  expect(await waited).toMatchObject({ outcome: 'refused', error: { code: 'unauthenticated' } })
})

test('a token that ends while the boss thinks gives way to the secret of the lock, and nothing is lost', async () => {
  const resume = { token: 'of this lock', expires_at: exampleTime }
  const { fake, waited } = await begin({
    lock: () => good(exampleLockAnswer({ resume })),
    in: (_, count) => (count === 1 ? bad('unauthenticated') : good(exampleLock({ state: 'unlocked' }))),
  })
  expect(await waited).toMatchObject({ outcome: 'passed' })
  expect(fake.hellos).toMatchObject([{ token: 't' }, { token: 'of this lock' }])
})

test('a token that has no successor and is refused ends the wait', async () => {
  const { waited } = await begin({ in: () => bad('unauthenticated') })
  expect(await waited).toMatchObject({ outcome: 'refused', error: { code: 'unauthenticated' } })
})
