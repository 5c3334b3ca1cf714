import { type ClientChannel, type Route, type RouteRow, type Routes, routeList } from '@boss-deployer/protocol'
import { unique } from '../world.ts'
import type { Place } from './place.ts'

/** A request that is right in every way, so that a refusal of it is about who asks and where. */
export interface Request {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * What a foreign gate is to a request. `gate`: it is about one, and is refused there. `list`: it leaves out what is
 * there. `all gates`: it is about all of them, and is refused to who does not reach all. `none`: it is about no gate.
 */
export type Scope = 'gate' | 'list' | 'all gates' | 'none'

export interface Example {
  readonly scope: Scope
  /** Only people have what it is about: the asker is one. */
  readonly isOfPeople?: true
  readonly request: (place: Place) => Promise<Request> | Request
}

type MakeMessage = (place: Place) => Promise<object> | object

/** For each channel a message. */
export const messages: Readonly<Record<ClientChannel, MakeMessage>> = {
  lock: ({ gate }) => ({ pipeline: 'shop', step: unique('step'), gate }),
  unlock: async (place) => {
    const uuid = await place.lock('locked')
    return { uuid, ...(await place.press({ action: 'unlock', uuid })) }
  },
  reject: async (place) => ({ uuid: await place.lock('locked') }),
  status: async (place) => ({
    gate: place.gate,
    status: 'blocked',
    ...(await place.press({ action: 'block', gate: place.gate })),
  }),
  bypass: async (place) => {
    await place.blocked()
    return { pipeline: 'shop', step: 'deploy', gate: place.gate, reason: 'the shop is down' }
  },
  claim: async (place) => ({ uuid: await place.lock('unlocked') }),
  nudge: async (place) => ({ uuid: await place.lock('locked') }),
  cancel: async (place) => ({ uuid: await place.lock('locked') }),
  done: async (place) => ({ uuid: await place.lock('claimed'), outcome: 'succeeded' }),
  guard: ({ gate }) => ({ gate, state: 'running' }),
  in: async (place) => ({ lock: await place.lock('locked') }),
  verify: async (place) => ({ lock: await place.lock('claimed'), gate: place.gate }),
  approved: ({ gate }) => ({ gate }),
  present: async (place) => ({ gadgets: [{ id: await place.gadget(), online: true }] }),
  sync: () => ({ after: 0 }),
}

const atGate = (rest: Omit<Request, 'params'> = {}): Example => ({
  scope: 'gate',
  request: ({ gate }) => ({ params: { gate }, ...rest }),
})
const withBody = (body: MakeMessage): Example => ({
  scope: 'gate',
  request: async (place) => ({ body: await body(place) }),
})
const byId = (id: (place: Place) => Promise<string>, body?: object): Example => ({
  scope: 'gate',
  request: async (place) => ({ params: { id: await id(place) }, ...(body ? { body } : {}) }),
})
const list = (before?: (place: Place) => Promise<unknown>, query?: Request['query']): Example => ({
  scope: 'list',
  request: async (place) => {
    await before?.(place)
    return query ? { query } : {}
  },
})
const plain = (scope: Scope): Example => ({ scope, request: () => ({}) })
/** From the page of the link itself. */
const fromPage = (body: MakeMessage): Example => ({
  scope: 'none',
  request: async (place) => ({ body: await body(place), headers: { origin: place.url } }),
})
/** Whoever asks passes: the gate lets all through. */
const passing: Example = {
  scope: 'gate',
  async request({ gate, released }) {
    await released()
    return { params: { gate }, query: { pipeline: 'shop', step: 'deploy', request_id: unique('build') } }
  },
}
const anybody = '0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f'

const aroundNow = () => ({
  from: new Date(Date.now() - 60_000).toISOString(),
  until: new Date(Date.now() + 60 * 60_000).toISOString(),
})

type OwnExample = { [K in keyof Routes]: Routes[K] extends { readonly channel: string } ? never : K }[keyof Routes]

/** What a channel says too is its message; the head of a queue is named by the path. */
const unlockHead: Example = {
  scope: 'gate',
  request: async (place) => {
    await place.lock('locked')
    return { params: { gate: place.gate }, body: {} }
  },
}

/** The keys are the example of RFC 8291; nobody is at the address. */
const aBrowser = {
  endpoint: 'https://nobody.invalid.notify.windows.com/w',
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  language: 'en',
}

/** Whoever `theirs` are: people live at the gate that roles are given at, because few may join in a minute. */
export interface Residents {
  readonly stays: (top: string) => Promise<string>
  readonly leaves: (top: string) => Promise<string>
}

/** For each route a request. A route without one does not compile. */
export function examplesOf({ stays, leaves }: Residents): Readonly<Record<string, Example>> {
  const own: Readonly<Record<OwnExample, Example>> = {
    'GET /gates': list(),
    'POST /gates': withBody(({ gate }) => ({ gate: `${gate}.${unique('new')}` })),
    'GET /gates/{gate}': atGate(),
    'GET /gates/{gate}/approved': atGate(),
    'GET /gates/{gate}/policy': atGate(),
    'GET /gates/{gate}/guarded': atGate(),
    'POST /gates/{gate}/policy/effect': atGate({ body: { approvals: 2 } }),
    'PUT /gates/{gate}/policy': {
      scope: 'gate',
      request: async ({ gate, etag }) => ({ params: { gate }, headers: { 'if-match': await etag() }, body: {} }),
    },
    'GET /gates/{gate}/pass': passing,
    'POST /gates/{gate}/pass': passing,
    'GET /gates/{gate}/answer': passing,
    'GET /locks': list(({ lock }) => lock('locked')),
    'GET /locks/{uuid}': { scope: 'gate', request: async ({ lock }) => ({ params: { uuid: await lock('locked') } }) },
    'DELETE /locks/{uuid}/context': {
      scope: 'gate',
      request: async ({ lock }) => ({ params: { uuid: await lock('claimed') } }),
    },
    'GET /history': list(undefined, { limit: '500' }),
    'GET /history/head': plain('all gates'),
    'GET /history/key': plain('none'),
    'GET /history/export': plain('all gates'),
    'GET /numbers': list(({ lock }) => lock('unlocked'), aroundNow()),
    'GET /calls': plain('none'),
    'GET /sync': list(undefined, { after: '0' }),
    'GET /tokens': list(({ token }) => token()),
    'POST /tokens': withBody(({ gate }) => ({ name: unique('made'), grants: [{ role: 'viewer', gate }] })),
    'DELETE /tokens/{id}': byId(({ token }) => token()),
    'GET /gadgets': list(({ gadget }) => gadget()),
    'GET /servers': list(({ server }) => server()),
    'GET /links': plain('none'),
    'GET /pipelines': list(({ lock }) => lock('locked')),
    'POST /gadgets': withBody(({ gate }) => ({ id: unique('gadget'), name: 'Desk', gate })),
    'PATCH /gadgets/{id}': byId(({ gadget }) => gadget(), { name: 'Shelf' }),
    'POST /gadgets/{id}/test': byId(({ gadget }) => gadget()),
    'GET /gadgets/{id}/mac-key': byId(({ gadget }) => gadget()),
    'POST /enrolment-codes': withBody(({ gate }) => ({ kind: 'server', name: unique('pi'), gate })),
    'POST /enrol': { scope: 'none', request: async (place) => ({ body: { code: await place.enrolmentCode() } }) },
    'DELETE /gadgets/{id}': byId(({ gadget }) => gadget()),
    'POST /session-codes': plain('none'),
    'POST /session': fromPage(async (place) => ({ code: await place.sessionCode() })),
    'GET /session': plain('none'),
    'DELETE /session': plain('none'),
    'GET /push': plain('none'),
    'POST /push/browsers': {
      scope: 'none',
      isOfPeople: true,
      request: ({ url }) => ({ body: aBrowser, headers: { origin: url } }),
    },
    'DELETE /push/browsers/{id}': { scope: 'none', request: () => ({ params: { id: anybody } }) },
    'POST /push/browsers/{id}/test': { scope: 'none', request: () => ({ params: { id: anybody } }) },
    'GET /people': list(({ top }) => stays(top)),
    'POST /people/invitations': withBody(({ gate }) => ({ name: 'Ada', grants: [{ role: 'viewer', gate }] })),
    'POST /people/join': fromPage(async (place) => ({
      code: await place.invitation(),
      name: 'Ada',
      email: `${unique('ada')}@example.com`,
    })),
    'POST /people/{id}/password-resets': byId(({ top }) => stays(top)),
    'POST /people/password': {
      scope: 'none',
      isOfPeople: true,
      async request({ asker, top, resetCode, url }) {
        const person = asker.role === 'nobody' ? await stays(top) : asker.subject.replace(/^person:/, '')
        return {
          body: { code: await resetCode(person), password: unique('a long password') },
          headers: { origin: url },
        }
      },
    },
    'PUT /people/{id}/access': {
      scope: 'gate',
      request: async ({ top, gate }) => ({
        params: { id: await stays(top) },
        body: {
          grants: [
            { role: 'viewer', gate: top },
            { role: 'viewer', gate },
          ],
          groups: [],
        },
      }),
    },
    'DELETE /people/{id}': byId(({ top }) => leaves(top)),
    'GET /people/{id}/sessions': byId(({ top }) => stays(top)),
    'DELETE /people/{id}/sessions': byId(({ top }) => stays(top)),
    'GET /sessions': plain('none'),
    'DELETE /sessions/{id}': { scope: 'none', request: () => ({ params: { id: anybody } }) },
    'GET /sign-in': plain('none'),
    'GET /me': plain('none'),
    'POST /me/password': {
      scope: 'none',
      isOfPeople: true,
      request: ({ url }) => ({ body: { password: unique('a long password') }, headers: { origin: url } }),
    },
    'POST /intake/flagger': { scope: 'none', request: async (place) => ({ body: await place.canary('released') }) },
    'POST /intake/flagger/rollback': {
      scope: 'none',
      request: async (place) => ({ body: await place.canary('blocked') }),
    },
    'GET /openapi.json': plain('none'),
    'GET /healthz': plain('none'),
    'GET /readyz': plain('none'),
    'GET /metrics': plain('all gates'),
  }
  const ofChannels = routeList.flatMap(({ name, row }) =>
    row.channel ? [[name, ofChannel(name, row, row.channel)] as const] : [],
  )
  return { ...own, ...Object.fromEntries(ofChannels), 'POST /gates/{gate}/unlock-head': unlockHead }
}

/** The message of a channel, with what the path names in the path. */
function ofChannel(route: string, { rename = {} }: RouteRow, channel: ClientChannel): Example {
  const inPath = [...route.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return {
    scope: 'gate',
    request: async (place) => {
      const message = new Map<string, unknown>(Object.entries(await messages[channel](place)))
      const named = inPath.map((name) => [name, String(message.get(rename[name] ?? name))] as const)
      for (const name of inPath) message.delete(rename[name] ?? name)
      return { params: Object.fromEntries(named), body: Object.fromEntries(message) }
    },
  }
}

/** The address of a request, without what stands before every path. */
export function addressOf({ path }: Route, { params = {}, query = {} }: Request): string {
  const named = Object.entries(params).reduce((whole, [name, value]) => whole.replace(`{${name}}`, value), path)
  const asked = new URLSearchParams(query).toString()
  return `${named.slice(1)}${asked === '' ? '' : `?${asked}`}`
}
