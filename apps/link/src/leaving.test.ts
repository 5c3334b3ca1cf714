import { expect, test } from 'vitest'
import { leaving } from './leaving.ts'

test('waits for what is under way, and no longer', async () => {
  const it = leaving()
  const [one, other] = [it.begin(), it.begin()]
  let hasLeft = false
  const left = it.leave(60_000).then(() => {
    hasLeft = true
  })
  expect(it.isLeaving()).toBe(true)
  one()
  one()
  await Promise.resolve()
  expect(hasLeft).toBe(false)
  other()
  await left
})

test('does not wait for ever', async () => {
  const it = leaving()
  it.begin()
  await it.leave(1)
  expect(it.isLeaving()).toBe(true)
})

test('lets go whoever waits, also who comes too late, and nobody who went before', async () => {
  const it = leaving()
  const letGo: string[] = []
  const takeBack = it.onLeave(() => letGo.push('went before'))
  takeBack()
  it.onLeave(() => letGo.push('waited'))
  await it.leave(60_000)
  await new Promise<void>((resolve) => {
    it.onLeave(() => {
      letGo.push('too late')
      resolve()
    })
  })
  expect(letGo).toEqual(['waited', 'too late'])
})
