import { type GrantRole, restAnswers } from '@boss-deployer/protocol'
import { pressMac } from '@boss-deployer/protocol/gadget'
import { z } from 'zod'
import type { Reply } from '../rest.ts'
import { type Policy, unique, type World } from '../world.ts'

/** Who makes a request, by what it proves itself with. */
export interface Asker {
  readonly role: GrantRole | 'nobody'
  readonly subject: string
  readonly token?: string
  /** Of a browser that is signed in. */
  readonly cookie?: string
}

type Reached = 'locked' | 'unlocked' | 'claimed'
type Target = { readonly action: 'unlock'; readonly uuid: string } | { readonly action: 'block'; readonly gate: string }

/** A gate of its own, and whatever a request may speak of there. An operator of everything makes it. */
export interface Place {
  /** Below `top`, and nobody else's. */
  readonly gate: string
  /** The gate that roles are given at. */
  readonly top: string
  readonly asker: Asker
  readonly url: string
  /** A lock that has come so far, asked for by the asker where it is a pipeline of this place. */
  readonly lock: (reached: Reached) => Promise<string>
  /** What a server adds to a decision: the press of a gadget at this gate. Nothing for anybody else. */
  readonly press: (target: Target) => Promise<object>
  /** Blocked, with the asker among its responders. */
  readonly blocked: () => Promise<void>
  /** Lets all through. */
  readonly released: () => Promise<void>
  readonly token: () => Promise<string>
  readonly gadget: () => Promise<string>
  readonly server: () => Promise<string>
  readonly etag: () => Promise<string>
  /** What Flagger posts for a canary at a gate of this mode, with the token that it carries itself. */
  readonly canary: (status: 'released' | 'blocked') => Promise<object>
  /** A code that makes a server. */
  readonly enrolmentCode: () => Promise<string>
  readonly sessionCode: () => Promise<string>
  readonly invitation: () => Promise<string>
  /** The code by which somebody sets a new password. */
  readonly resetCode: (person: string) => Promise<string>
}

const asked = z.object({ lock: z.uuid() })

export async function openPlace(
  world: World,
  top: string,
  asker: Asker,
  isOwn: boolean,
  given?: string,
): Promise<Place> {
  const gate = given ?? (await world.newGate({}, top))
  const mine = isOwn && asker.role === 'pipeline' ? asker.token : undefined
  const pipeline = mine ?? world.pipelineToken
  const answerTo = async (method: string, path: string, body?: object, token = world.operatorToken): Promise<Reply> => {
    const reply = await world.rest(method, path, { token, ...(body ? { body } : {}), headers: { 'if-match': '*' } })
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`)
    return reply
  }
  return {
    gate,
    top,
    asker,
    url: world.url,
    async lock(reached) {
      const request = { pipeline: 'shop', step: unique('step'), gate }
      const { lock } = asked.parse((await answerTo('POST', '/locks', request, pipeline)).json)
      if (reached !== 'locked') await answerTo('POST', `/locks/${lock}/unlock`)
      if (reached === 'claimed') await answerTo('POST', `/locks/${lock}/claim`, {}, pipeline)
      return lock
    },
    async press(target) {
      if (asker.role !== 'server') return {}
      const { id, press_key } = await world.newGadget(gate)
      const about = { gadget: id, counter: 1, action: target.action }
      const named = target.action === 'unlock' ? { uuid: target.uuid } : { gate: target.gate }
      const mac = pressMac(press_key, { ...about, target: target.action === 'unlock' ? target.uuid : target.gate })
      return { press: { ...about, ...named, mac } }
    },
    async blocked() {
      const policy: Policy = { responders: [asker.subject] }
      await answerTo('PUT', `/gates/${gate}/policy`, policy)
      await answerTo('POST', `/gates/${gate}/status`, { status: 'blocked', reason: 'fire' })
    },
    released: async () => void (await answerTo('POST', `/gates/${gate}/status`, { status: 'released' })),
    token: async () => (await world.newToken(['viewer'], { gates: [gate] })).id,
    gadget: async () => (await world.newGadget(gate)).id,
    server: async () => (await world.newToken(['server'], { gates: [gate] })).id,
    etag: async () => restAnswers.policy.parse((await answerTo('GET', `/gates/${gate}/policy`)).json).etag,
    async canary(status) {
      const own = await world.newGate()
      await answerTo('POST', `/gates/${own}/status`, { status, reason: 'a canary' })
      const metadata = { token: world.pipelineToken, gate: own, step: 'rollout' }
      return { name: 'shop', namespace: unique('team'), phase: 'Progressing', checksum: '7c9b', metadata }
    },
    async enrolmentCode() {
      const reply = await answerTo('POST', '/enrolment-codes', { kind: 'server', name: unique('pi'), gate })
      return restAnswers.enrolmentCode.parse(reply.json).code
    },
    sessionCode: async () => restAnswers.sessionCode.parse((await answerTo('POST', '/session-codes')).json).code,
    async resetCode(person) {
      const reply = await answerTo('POST', `/people/${person}/password-resets`)
      return z.object({ code: z.string() }).parse(reply.json).code
    },
    invitation: () => invite(world, [{ role: 'viewer', gate }]),
  }
}

type Grants = readonly { readonly role: GrantRole; readonly gate: string }[]

/** The code of an invitation. */
export async function invite(world: World, grants: Grants): Promise<string> {
  const body = { name: unique('Ada'), grants }
  const { json } = await world.rest('POST', '/people/invitations', { token: world.operatorToken, body })
  return z.object({ code: z.string() }).parse(json).code
}

/** Somebody who has joined, with no password yet. */
export async function joinAs(world: World, grants: Grants): Promise<Omit<Asker, 'role'> & { readonly id: string }> {
  const body = { code: await invite(world, grants), name: 'Ada', email: `${unique('ada')}@example.com` }
  const { json, headers } = await world.rest('POST', '/people/join', { body, headers: { origin: world.url } })
  const { subject } = restAnswers.session.parse(json)
  const cookie = headers
    .getSetCookie()
    .map((each) => each.split(';')[0] ?? '')
    .filter((each) => !each.endsWith('='))
    .join('; ')
  return { subject, cookie, id: subject.replace(/^person:/, '') }
}
