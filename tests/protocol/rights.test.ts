import { readFileSync } from 'node:fs'
import {
  clientChannelNames,
  type GrantRole,
  grantRole,
  type Role,
  type Route,
  restAnswers,
  routeList,
} from '@boss-deployer/protocol'
import { beforeAll, describe, expect, test } from 'vitest'
import { WORKLOADS } from './link-under-test.ts'
import { codeOf, type Reply } from './rest.ts'
import { addressOf, type Example, examplesOf, messages, type Request } from './rights/examples.ts'
import { type Asker, joinAs, openPlace } from './rights/place.ts'
import { useLink } from './world.ts'

const world = useLink()
const roles = grantRole.options
type Who = GrantRole | 'nobody'
const everybody: readonly Who[] = ['nobody', ...roles]

/** Each row of the table in docs/security.md: what it is about, and a word for each who. */
const docs = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8')
const table = new Map(
  [...docs.matchAll(/^\| ((?:channel )?`[^`]+`) \| ([a-z| ]+) \|$/gm)].map(([, what = '', row = '']) => {
    const words = row.split(' | ')
    return [what, new Map(everybody.map((who, place) => [who, words[place]]))] as const
  }),
)

let mine: string
let theirs: string
beforeAll(async () => {
  mine = await world.newGate()
  theirs = await world.newGate()
})

const resident = (): ((top: string) => Promise<string>) => {
  const known = new Map<string, Promise<string>>()
  return (gate) => {
    const person = known.get(gate) ?? joinAs(world, [{ role: 'viewer', gate }]).then(({ id }) => id)
    known.set(gate, person)
    return person
  }
}
const examples = examplesOf({ stays: resident(), leaves: resident() })

/** One person for each role: few may join in a minute. What ends their sessions comes last in the table of routes. */
const persons = new Map<string, ReturnType<typeof joinAs>>()
function personAs(role: GrantRole, gate: string): ReturnType<typeof joinAs> {
  const person = persons.get(`${role} at ${gate}`) ?? joinAs(world, [{ role, gate }])
  persons.set(`${role} at ${gate}`, person)
  return person
}

async function askerOf(who: Who, gate: string, isPerson = false): Promise<Asker> {
  if (who === 'nobody') return { role: who, subject: 'nobody' }
  if (isPerson) return { role: who, ...(await personAs(who, gate)) }
  const { token, subject } = await world.newToken([who], { gates: [gate] })
  return { role: who, subject, token }
}

/** A gate for a request at `top`: one of its own, where it changes what is there. */
const gateFor = (example: Example, top: string): Promise<string> =>
  needsGate(example) ? world.newGate({}, top) : Promise.resolve(top)

async function answerTo(
  route: Route,
  example: Example,
  asker: Asker,
  { top, gate }: { readonly top: string; readonly gate: string },
): Promise<Reply> {
  const place = await openPlace(world, top, asker, top === mine, gate)
  return send(route, await example.request(place), asker)
}

function send(route: Route, request: Request, asker: Asker): Promise<Reply> {
  return world.rest(route.method, addressOf(route, request), {
    ...(asker.token === undefined ? {} : { token: asker.token }),
    ...(request.body === undefined ? {} : { body: request.body }),
    headers: { ...request.headers, ...(asker.cookie === undefined ? {} : { cookie: asker.cookie }) },
  })
}

describe('the table in docs/security.md', () => {
  test('names every channel and every route, and nothing else', () => {
    const channels = clientChannelNames.map((name) => `channel \`${name}\``)
    const named = routeList.map(({ method, path }) => `\`${method} ${path}\``)
    expect([...table.keys()].toSorted()).toEqual([...channels, ...named].toSorted())
    for (const row of table.values()) for (const word of row.values()) expect(word).toMatch(/^(yes|own|no)$/)
  })

  test('has an example of every route', () => {
    expect(Object.keys(examples).toSorted()).toEqual(routeList.map(({ name }) => name).toSorted())
  })
})

/** A link holds 1,000 gates at most: what is about no gate does without one of its own. */
const needsGate = ({ scope }: Example): boolean => scope !== 'none' && scope !== 'all gates'

const refusalOf = (who: Who) => (who === 'nobody' ? 'unauthenticated' : 'forbidden')

describe.each(routeList)('$name', (route) => {
  const example = examples[route.name]
  const row = table.get(`\`${route.method} ${route.path}\``)
  const done = route.row.status ?? 200
  if (!example || !row) throw new Error(`${route.name} has no example or no row`)

  test('is for whom the table says', async () => {
    const own = example.scope === 'all gates' ? 'root' : mine
    const outcome = async (who: Who) => {
      const asker = await askerOf(who, own, example.isOfPeople)
      const reply = await answerTo(route, example, asker, { top: mine, gate: await gateFor(example, mine) })
      if (row.get(who) === 'no') return [who, codeOf(reply)]
      // Codes are counted by address, whoever sends them.
      if (route.row.rights === 'everyone' && reply.status === 429) return [who, 'let in']
      const isWhole = reply.status === done && (example.scope !== 'list' || reply.text.includes(mine))
      return [who, isWhole ? 'let in' : `${reply.status} ${reply.text}`]
    }
    const expected = everybody.map((who) => [who, row.get(who) === 'no' ? refusalOf(who) : 'let in'])
    expect(await Promise.all(everybody.map(outcome))).toEqual(expected)
  })

  if (example.scope === 'none') return

  test('keeps a foreign gate from everybody', async () => {
    // Nobody changes anything there: one gate is enough for all who try.
    const at = { top: theirs, gate: await gateFor(example, theirs) }
    const outcome = async (who: Who) => {
      const reply = await answerTo(route, example, await askerOf(who, mine, example.isOfPeople), at)
      if (example.scope !== 'list' || row.get(who) === 'no') return [who, codeOf(reply)]
      return [who, reply.status === done && !reply.text.includes(theirs) ? 'nothing of it' : reply.text]
    }
    const isList = (who: Who) => example.scope === 'list' && row.get(who) !== 'no'
    const expected = everybody.map((who) => [who, isList(who) ? 'nothing of it' : refusalOf(who)])
    const outcomes = []
    for (const who of everybody) outcomes.push(await outcome(who))
    expect(outcomes).toEqual(expected)
  })
})

/** A link that is not of our own trusts no build system of ours. */
const trusted = process.env.LINK_URL === undefined ? (['pipeline', 'viewer'] as const) : []

describe.each(trusted)('a token of a build system that is trusted as a %s', (role) => {
  test('does all that the table says of that role at its own gate, and nothing at a foreign one', async () => {
    const token = await world.workloadToken(role)
    await world.rest('POST', '/gates', { token: world.operatorToken, body: { gate: WORKLOADS } })
    const asker: Asker = { role, subject: `oidc:acme-ci:repo:acme/${role}`, token }
    const ofMachines = routeList.filter(({ name }) => !examples[name]?.isOfPeople)
    const expected = ofMachines.map(({ name, row, path, method }) => {
      const isLetIn = table.get(`\`${method} ${path}\``)?.get(role) !== 'no'
      const { scope } = examples[name] ?? {}
      const reachesAll = scope === 'none' || row.rights === 'everyone' || row.rights === 'principal'
      const own = isLetIn && scope !== 'all gates' ? 'let in' : 'forbidden'
      return [name, own, reachesAll || (isLetIn && scope === 'list') ? own : 'forbidden']
    })
    const outcome = async (route: Route) => {
      const example = examples[route.name]
      if (!example) throw new Error(`${route.name} has no example`)
      const said = [WORKLOADS, theirs].map(async (top) => {
        const place = await openPlace(world, top, asker, top === WORKLOADS, await gateFor(example, top))
        const reply = await send(route, await example.request(place), asker)
        if (reply.status >= 300 && reply.status !== 429) return codeOf(reply)
        return example.scope === 'list' && reply.text.includes(theirs) ? 'tells of a foreign gate' : 'let in'
      })
      return [route.name, ...(await Promise.all(said))]
    }
    expect(await Promise.all(ofMachines.map(outcome))).toEqual(expected)
  })
})

/** As which connection a token of each role comes in. */
const connectionOf: Readonly<Record<GrantRole, Role>> = {
  pipeline: 'pipeline',
  server: 'server',
  viewer: 'console',
  approver: 'console',
  operator: 'console',
}

describe.each(clientChannelNames)('the channel %s', (channel) => {
  const row = table.get(`channel \`${channel}\``)

  test.each(['its own', 'foreign'])('is for whom the table says, at a gate that is %s', async (whose) => {
    const top = whose === 'its own' ? mine : theirs
    const outcome = async (role: GrantRole) => {
      const asker = await askerOf(role, mine)
      const party = await world.enter(asker.token ?? '', connectionOf[role])
      const message = await messages[channel](await openPlace(world, top, asker, top === mine))
      return [role, await party.outcome(channel, message)]
    }
    const isOpen = (role: GrantRole) => row?.get(role) === 'own' && (whose === 'its own' || channel === 'sync')
    const expected = roles.map((role) => [role, isOpen(role) ? 'ok' : 'forbidden'])
    expect(await Promise.all(roles.map(outcome))).toEqual(expected)
  })
})

test.each(roles)('a socket of a %s hears of its own gates and of no other', async (role) => {
  const { token } = await world.newToken([role], { gates: [mine] })
  const party = await world.enter(token, connectionOf[role])
  for (const heard of [party.welcome, await party.ask('sync', { after: 0 })]) {
    expect(JSON.stringify(heard)).toContain(mine)
    expect(JSON.stringify(heard)).not.toContain(theirs)
  }
})

test('nobody connects without a token, whatever the role is', async () => {
  for (const role of ['pipeline', 'server', 'console'])
    for (const token of [undefined, '', 'boss_nobody'])
      expect(await world.refusedEntry({ role, ...(token === undefined ? {} : { token }) })).toMatch(
        /^(unauthenticated|invalid_message)$/,
      )
})

test('a session of a browser is as good as the token that it came from, and no better', async () => {
  const { token, subject } = await world.newToken(['viewer'], { gates: [mine] })
  const made = await world.rest('POST', '/session-codes', { token })
  const { code } = restAnswers.sessionCode.parse(made.json)
  const headers = { origin: world.url }
  const opened = await world.rest('POST', '/session', { body: { code }, headers })
  const cookie = opened.headers
    .getSetCookie()
    .map((each) => each.split(';')[0] ?? '')
    .find((each) => !each.endsWith('='))
  const asker: Asker = { role: 'viewer', subject, cookie: cookie ?? '' }
  for (const name of ['GET /gates/{gate}/policy', 'PUT /gates/{gate}/policy'] as const) {
    const route = routeList.find((each) => each.name === name)
    const example = examples[name]
    if (!route || !example) throw new Error(`${name} is not there`)
    const statuses = []
    for (const top of [mine, theirs])
      statuses.push((await answerTo(route, example, asker, { top, gate: await gateFor(example, top) })).status)
    expect(statuses).toEqual(name.startsWith('GET') ? [200, 403] : [403, 403])
  }
})
