import { readFileSync } from 'node:fs'
import {
  type ClientChannel,
  clientChannelNames,
  clientChannels,
  type GrantRole,
  grantRole,
  type Right,
  type Role,
  rightsOf,
  rightsOfConnection,
  routeList,
} from '@boss-deployer/protocol'
import { describe, expect, test } from 'vitest'
import { unique, useLink } from './world.ts'

const world = useLink()
const nobody = '0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f'
const roles = grantRole.options
const connections: readonly Role[] = ['pipeline', 'server', 'console']
/** As which connection a token of each role comes in. */
const connectionOf: Readonly<Record<GrantRole, Role>> = {
  pipeline: 'pipeline',
  server: 'server',
  viewer: 'console',
  approver: 'console',
  operator: 'console',
}

/** For each channel a message that is right in every way and speaks of what is not there. */
const strayMessages: Readonly<Record<ClientChannel, (gate: string) => object>> = {
  lock: (gate) => ({ pipeline: 'p', step: 's', gate }),
  unlock: () => ({ uuid: nobody }),
  reject: () => ({ uuid: nobody }),
  status: (gate) => ({ status: 'blocked', gate }),
  bypass: (gate) => ({ pipeline: 'p', step: 's', gate, reason: 'fire' }),
  claim: () => ({ uuid: nobody }),
  cancel: () => ({ uuid: nobody }),
  done: () => ({ uuid: nobody, outcome: 'failed' }),
  guard: (gate) => ({ gate, state: 'running' }),
  in: () => ({ lock: nobody }),
  verify: (gate) => ({ lock: nobody, gate }),
  approved: (gate) => ({ gate }),
  sync: () => ({ after: 0 }),
}

describe.each(clientChannelNames)('the channel %s', (channel) => {
  const opens = (rights: readonly Right[]) => clientChannels[channel].rights.some((each) => rights.includes(each))
  test.each(roles.map((role) => [role, opens(rightsOf[role]) ? 'may' : 'may not'] as const))(
    'a %s %s speak here',
    async (role, allowed) => {
      const { token } = await world.newToken([role])
      const party = await world.enter(token, connectionOf[role])
      const outcome = await party.outcome(channel, strayMessages[channel](unique('nowhere')))
      if (allowed === 'may not') return expect(outcome).toBe('forbidden')
      expect(outcome).toMatch(channel === 'sync' ? /^ok$/ : /^(lock|gate)_not_found$/)
    },
  )

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
    for (const channel of ['claim', 'cancel'] as const)
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

const docs = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8')
const cells = new Map(
  [...docs.matchAll(/^\| `([A-Z]+ \/\S+)` \| ([a-z| ]+) \|$/gm)].map(([, name = '', row = '']) => [
    name,
    row.split(' | '),
  ]),
)

describe('over REST', () => {
  test('the table in docs/security.md names every route, and no other', () => {
    expect([...cells.keys()].toSorted()).toEqual(routeList.map(({ method, path }) => `${method} ${path}`).toSorted())
  })

  test.each(routeList)('$name is for whom docs/security.md says', async ({ method, path: template, row }) => {
    const [forNobody, ...forRoles] = cells.get(`${method} ${template}`) ?? []
    const outcome = async (gate: string, token?: string) => {
      const path = template.replace('{gate}', gate).replace(/\{\w+\}/, nobody)
      const options = { ...(token === undefined ? {} : { token }), ...(row.body ? { body: {} } : {}) }
      return (await world.rest(method, path.slice(1), options)).status
    }
    for (const [place, role] of roles.entries()) {
      const { token } = await world.newToken([role])
      const letIn = await outcome(unique('nowhere'), token)
      if (forRoles[place] === 'no') expect(letIn).toBe(403)
      else expect([200, 201, 204, 400, 404]).toContain(letIn)
    }
    for (const token of [undefined, 'boss_nobody', '']) {
      if (forNobody === 'yes') expect([200, 400, 401, 403]).toContain(await outcome(unique('nowhere'), token))
      else expect(await outcome(unique('nowhere'), token)).toBe(401)
    }
  })

  const ofGates = routeList.filter(({ path, row }) => path.includes('{gate}') && row.body === undefined && !row.query)
  test.each(ofGates)('$name is refused at a foreign gate', async ({ method, path }) => {
    const [mine, theirs] = [await world.newGate(), await world.newGate()]
    const { token } = await world.newToken(roles, { gates: [mine] })
    const at = async (gate: string) =>
      (await world.rest(method, path.replace('{gate}', gate).slice(1), { token })).status
    expect(await at(mine)).toBe(200)
    for (const gate of [theirs, 'root']) expect(await at(gate)).toBe(403)
  })
})
