import { ok } from '@boss-deployer/gate'
import { pressMac } from '@boss-deployer/protocol/gadget'
import { memoryStore } from '@boss-deployer/store'
import { describe, expect, test } from 'vitest'
import { type FindBoss, gadgetDesk } from './gadgets.ts'

const uuid = '0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f'

async function pressedBy(findBoss: FindBoss) {
  const gadgets = gadgetDesk(memoryStore(), () => 1, findBoss)
  const boss = { id: 'person:ada', name: 'Ada' }
  const enrolled = await gadgets.enrol({ id: 'desk', name: 'Desk', gate: 'shop', boss }, async () => ok(null))
  if (!enrolled.ok) throw new Error(enrolled.error.message)
  const of = { gadget: 'desk', counter: 1, action: 'unlock' } as const
  const mac = pressMac(enrolled.value.pressKey, { ...of, target: uuid })
  return gadgets.verify({ ...of, uuid, mac }, { action: 'unlock', gate: 'shop', uuid })
}

describe('a press', () => {
  test('is the vote of the boss of the gadget, with the groups that are the boss’s now', async () => {
    const pressed = await pressedBy(async () => ({ groups: ['ops'], isRevoked: false }))
    const by = { id: 'person:ada', name: 'Ada', via: 'gadget', device: 'desk', groups: ['ops'] }
    expect(pressed).toEqual({ ok: true, value: { by, press: { gadget: 'desk', counter: 1 } } })
  })

  test('of a boss who does not sign in here has no groups', async () => {
    expect(await pressedBy(async () => null)).toMatchObject({ ok: true, value: { by: { groups: [] } } })
  })

  test('of a boss who was revoked is refused', async () => {
    const pressed = await pressedBy(async () => ({ groups: ['ops'], isRevoked: true }))
    expect(pressed).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  })
})
