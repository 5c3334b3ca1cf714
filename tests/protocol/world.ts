import { randomBytes } from 'node:crypto'
import { type GrantRole, type policy as policySchema, type Role, restAnswers } from '@boss-deployer/protocol'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { z } from 'zod'
import type * as mini from 'zod/mini'
import { type LinkUnderTest, openLink } from './link-under-test.ts'
import { enter, type Message, type Party, refusedEntry } from './party.ts'
import { type Call, call, type Reply } from './rest.ts'

export type Policy = mini.input<typeof policySchema>
export type NewToken = mini.output<typeof restAnswers.newToken>
export type NewGadget = mini.output<typeof restAnswers.newGadget>

const gateState = z.looseObject({ sequence: z.int() })
const eventView = z.looseObject({ sequence: z.int(), type: z.string(), gate: z.string() })
export type EventView = z.infer<typeof eventView>

/** What a test may do. Every test makes gates of its own, so that it runs against a link that is in use. */
export interface World {
  readonly url: string
  readonly operatorToken: string
  readonly pipelineToken: string
  /** A gate of its own, below the root or below another. */
  newGate(policy?: Policy, above?: string): Promise<string>
  newToken(roles: readonly GrantRole[], options?: TokenOptions): Promise<NewToken>
  readonly workloadToken: LinkUnderTest['workloadToken']
  newGadget(gate: string, boss?: { readonly id: string; readonly name: string }): Promise<NewGadget>
  /** Connects with a token; the socket ends with the test. */
  enter(token: string, role: Role, auth?: object): Promise<Party>
  pipeline(gate: string, auth?: object): Promise<Party>
  operator(auth?: object): Promise<Party>
  refusedEntry(auth: object): ReturnType<typeof refusedEntry>
  rest(method: string, path: string, options?: Call): Promise<Reply>
  /** What happened at one gate, oldest first: from its beginning, or after a sequence. Not who was given what there. */
  eventsOf(gate: string, after?: number): Promise<readonly EventView[]>
  /** How far the record is. */
  sequence(): Promise<number>
}

interface TokenOptions {
  readonly gates?: readonly string[]
  readonly expires_at?: string
}

export const unique = (prefix: string): string => `${prefix}-${randomBytes(6).toString('hex')}`

/** The link for the tests of one file. */
export function useLink(): World {
  let opened: LinkUnderTest | undefined
  const parties: Party[] = []
  const tokens: string[] = []
  const gadgets: string[] = []
  const firstEvents = new Map<string, number>()
  const link = () => {
    if (!opened) throw new Error('the link is there while tests run')
    return opened
  }

  beforeAll(async () => {
    opened = await openLink()
  })
  afterEach(() => {
    for (const party of parties.splice(0)) party.close()
  })
  afterAll(async () => {
    for (const id of tokens) await rest('DELETE', `/tokens/${id}`, { token: link().operator })
    for (const id of gadgets) await rest('DELETE', `/gadgets/${id}`, { token: link().operator })
    await opened?.close()
  })

  return {
    get url() {
      return link().url
    },
    get operatorToken() {
      return link().operator
    },
    get pipelineToken() {
      return link().pipeline
    },
    newGate,
    newToken,
    workloadToken: (role) => link().workloadToken(role),
    newGadget,
    enter: enterAs,
    pipeline: (gate, auth = {}) => enterAs(link().pipeline, 'pipeline', { gate, ...auth }),
    operator: (auth = {}) => enterAs(link().operator, 'console', auth),
    refusedEntry: (auth) => refusedEntry(link().url, auth),
    rest,
    eventsOf,
    sequence,
  }

  function rest(method: string, path: string, options?: Call): Promise<Reply> {
    return call(link().url, method, path, options)
  }

  async function created(path: string, body: object): Promise<unknown> {
    const reply = await rest('POST', path, { token: link().operator, body })
    if (reply.status !== 201) throw new Error(`POST ${path}: ${reply.status} ${reply.text}`)
    return reply.json
  }

  async function newGate(policy: Policy = {}, above?: string): Promise<string> {
    const gate = above === undefined ? unique('test') : `${above}.${unique('below')}`
    const { sequence } = gateState.parse(await created('/gates', { gate, policy }))
    firstEvents.set(gate, sequence)
    return gate
  }

  async function newToken(
    roles: readonly GrantRole[],
    { gates = ['root'], ...options }: TokenOptions = {},
  ): Promise<NewToken> {
    const grants = roles.flatMap((role) => gates.map((gate) => ({ role, gate })))
    const token = restAnswers.newToken.parse(
      await created('/tokens', { name: unique(roles.join('-')), grants, ...options }),
    )
    tokens.push(token.id)
    return token
  }

  async function newGadget(gate: string, boss?: { readonly id: string; readonly name: string }): Promise<NewGadget> {
    const body = { id: unique('gadget'), name: unique('Desk'), gate, ...(boss ? { boss } : {}) }
    const gadget = restAnswers.newGadget.parse(await created('/gadgets', body))
    gadgets.push(gadget.id)
    return gadget
  }

  async function enterAs(token: string, role: Role, auth: object = {}): Promise<Party> {
    const party = await enter(link().url, { token, role, ...auth })
    parties.push(party)
    return party
  }

  async function sequence(): Promise<number> {
    const { json } = await rest('GET', '/history/head', { token: link().operator })
    return restAnswers.head.parse(json).sequence
  }

  async function eventsOf(gate: string, after = (firstEvents.get(gate) ?? 1) - 1): Promise<readonly EventView[]> {
    const found: EventView[] = []
    let from = after
    for (let more = true; more; ) {
      const { json } = await rest('GET', `/history?after=${from}&limit=500`, { token: link().operator })
      const page = restAnswers.history.parse(json)
      const events = page.events.map((event) => eventView.parse(event))
      found.push(...events.filter((event) => event.gate === gate && event.type !== 'access-changed'))
      from = events.at(-1)?.sequence ?? from
      more = page.more
    }
    return found
  }
}

export type Welcome = Message<'welcome'>
