import {
  type ClientChannel,
  clientChannelNames,
  clientChannels,
  grantRole,
  type Right,
  type Role,
  rightsOfConnection,
} from '@boss-deployer/protocol'
import { describe, expect, test } from 'vitest'
import { unique, useLink } from './world.ts'

const world = useLink()
const nobody = '0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f'
const roles = grantRole.options
const connections: readonly Role[] = ['pipeline', 'server', 'console']
/** For each channel a message that is right in every way and speaks of what is not there. */
const strayMessages: Readonly<Record<ClientChannel, (gate: string) => object>> = {
  lock: (gate) => ({ pipeline: 'p', step: 's', gate }),
  unlock: () => ({ uuid: nobody }),
  reject: () => ({ uuid: nobody }),
  status: (gate) => ({ status: 'blocked', gate }),
  bypass: (gate) => ({ pipeline: 'p', step: 's', gate, reason: 'fire' }),
  claim: () => ({ uuid: nobody }),
  cancel: () => ({ uuid: nobody }),
  nudge: () => ({ uuid: nobody }),
  done: () => ({ uuid: nobody, outcome: 'failed' }),
  guard: (gate) => ({ gate, state: 'running' }),
  in: () => ({ lock: nobody }),
  verify: (gate) => ({ lock: nobody, gate }),
  approved: (gate) => ({ gate }),
  present: () => ({ gadgets: [{ id: 'nowhere', online: true }] }),
  sync: () => ({ after: 0 }),
}

describe.each(clientChannelNames)('the channel %s', (channel) => {
  const opens = (rights: readonly Right[]) => clientChannels[channel].rights.some((each) => rights.includes(each))
  test('is heard in the role of the connection, not in another one that the token carries', async () => {
    const { token } = await world.newToken(roles)
    for (const role of connections) {
      const party = await world.enter(token, role)
      const outcome = await party.outcome(channel, strayMessages[channel](unique('nowhere')))
      expect(outcome === 'forbidden').toBe(!opens(rightsOfConnection[role]))
    }
  })
})

describe('a token for one gate', () => {
  test('reaches that gate and what is below, and nothing beside or above', async () => {
    const mine = await world.newGate()
    const below = await world.newGate({}, mine)
    const beside = await world.newGate()
    const pipelineOf = async (gates: readonly string[]) =>
      world.enter((await world.newToken(['pipeline'], { gates })).token, 'pipeline')
    const consoleOf = async (gates: readonly string[]) =>
      world.enter((await world.newToken(['operator'], { gates })).token, 'console')
    const pipeline = await pipelineOf([mine])
    const console = await consoleOf([mine])
    const theirs = (await (await pipelineOf([beside])).ask('lock', { pipeline: 'p', step: 's' })).lock
    const messages: readonly (readonly [ClientChannel, (gate: string) => object])[] = [
      ['lock', (gate) => ({ pipeline: 'p', step: 's', gate })],
      ['approved', (gate) => ({ gate })],
      ['guard', (gate) => ({ gate, state: 'running' })],
    ]
    for (const [channel, message] of messages) {
      for (const gate of [mine, below]) expect(await pipeline.outcome(channel, message(gate))).toBe('ok')
      for (const gate of [beside, 'root']) expect(await pipeline.outcome(channel, message(gate))).toBe('forbidden')
    }
    for (const channel of ['claim', 'cancel', 'nudge'] as const)
      expect(await pipeline.refusal(channel, { uuid: theirs })).toBe('forbidden')
    for (const channel of ['in', 'verify'] as const)
      expect(await pipeline.refusal(channel, { lock: theirs })).toBe('forbidden')
    for (const channel of ['unlock', 'reject'] as const)
      expect(await console.refusal(channel, { uuid: theirs })).toBe('forbidden')
    for (const status of ['blocked', 'released', 'default'])
      for (const gate of [beside, 'root']) expect(await console.refusal('status', { gate, status })).toBe('forbidden')
    expect(await console.refusal('unlock', { head: beside })).toBe('forbidden')
    expect(await console.ask('status', { gate: below, status: 'blocked' })).toMatchObject({ gate: below })
    expect((await world.eventsOf(beside)).map(({ type }) => type)).toEqual(['gate-added', 'locked'])
  })

  test('is not fooled by a name that only begins like it', async () => {
    const mine = await world.newGate()
    const { token: operator } = await world.newToken(['operator'])
    const longer = `${mine}-2`
    await world.rest('POST', '/gates', { token: operator, body: { gate: longer } })
    const { token } = await world.newToken(['pipeline'], { gates: [mine] })
    const pipeline = await world.enter(token, 'pipeline')
    expect(await pipeline.refusal('lock', { pipeline: 'p', step: 's', gate: longer })).toBe('forbidden')
  })

  test('gives nothing away that it does not hold itself', async () => {
    const [mine, beside] = [await world.newGate(), await world.newGate()]
    const { token } = await world.newToken(['operator'], { gates: [mine] })
    const make = (path: string, body: object) => world.rest('POST', path, { token, body }).then(({ status }) => status)
    const name = unique('given')
    for (const gates of [[beside], ['root'], [mine, beside]])
      expect(await make('/tokens', { name, grants: gates.map((gate) => ({ role: 'viewer', gate })) })).toBe(403)
    expect(await make('/gates', { gate: `${beside}.x` })).toBe(403)
    expect(await make('/gadgets', { id: unique('gadget'), name, gate: beside })).toBe(403)
    for (const path of ['/history/head', '/history/export']) {
      const { status } = await world.rest('GET', path, { token })
      expect(status).toBe(403)
    }
  })
})
