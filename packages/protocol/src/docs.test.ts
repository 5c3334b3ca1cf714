import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { desiredState, gadgetTimes, ping, pingAck } from './gadget.ts'
import {
  approver,
  bypassView,
  clientChannelNames,
  clientChannels,
  errorCodes,
  errorTable,
  eventView,
  exitCodes,
  exitOfEnd,
  FEATURES,
  fields,
  gadgetId,
  gateState,
  grant,
  grantRole,
  hello,
  limits,
  linkChannels,
  lockView,
  PROTOCOL_VERSION,
  policy,
  press,
  previous,
  type Right,
  type Route,
  restSchemas,
  rightsOf,
  rightsOfConnection,
  routeList,
  twoKeys,
  wholePolicy,
} from './index.ts'
import { shownContext, shownSource } from './views.ts'

/** Types that the document names, in its order. What they say beyond JSON Schema stands in words. */
const types: readonly (readonly [string, z.ZodMiniType, string])[] = [
  ['uuid', fields.uuid, 'a UUID; the link makes version 7, in lower case'],
  [
    'gate',
    fields.gate,
    '`root`, or at most 8 segments of `a-z`, `0-9` and `-`, each up to 40, joined by dots: `shop.production`',
  ],
  ['time', fields.time, 'UTC, always with milliseconds and `Z`: `2030-01-31T12:00:00.000Z`'],
  ['count', fields.count, 'a whole number from 0'],
  ['name', fields.name, `one line of 1 to ${limits.name} characters`],
  ['text', fields.note, `up to ${limits.text} characters, line breaks allowed`],
  ['url', fields.webUrl, `\`http://\` or \`https://\`, up to ${limits.url} characters`],
  ['mode', fields.mode, ''],
  ['lock state', fields.lockState, ''],
  ['end', fields.endState, ''],
  ['connection', fields.role, 'as what a socket speaks'],
  ['role', grantRole, ''],
  ['grant', grant, 'a role at a gate and all below it'],
  ['gadget id', gadgetId, '1 to 64 of `A-Z`, `a-z`, `0-9`, `.`, `_` and `-`, the first a letter or digit'],
  ['string', fields.shown, 'text of the link, to be shown'],
]

/** Shapes that several messages share. */
const shapes: readonly (readonly [string, z.ZodMiniType])[] = [
  ['context', fields.context],
  ['source', fields.source],
  ['press', press],
  ['gate state', gateState],
  ['lock view', lockView],
  ['voter', approver],
  ['previous', previous],
  ['two keys', twoKeys],
  ['bypass', bypassView],
  ['event', eventView],
]

const named = new Map<z.core.$ZodType, string>([
  ...types.map(([name, schema]) => [schema, name] as const),
  ...shapes.map(([name, schema]) => [schema, name] as const),
  [fields.requestId, 'name'],
  [fields.commit, 'name'],
  [shownContext, 'context'],
  [shownSource, 'source'],
  [policy, 'policy'],
  [wholePolicy, 'policy'],
])

/** A schema in a few words. */
function wordsOf(schema: z.core.$ZodType): string {
  const name = named.get(schema)
  if (name !== undefined) return name
  // Zod's own way to tell its types apart: https://zod.dev/packages/core
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'optional') return wordsOf(def.innerType)
  if (def.type === 'nullable') return `${wordsOf(def.innerType)} or null`
  if (def.type === 'array') return `[${wordsOf(def.element)}]`
  if (def.type === 'enum')
    return Object.values(def.entries)
      .map((value) => `\`${value}\``)
      .join(', ')
  if (def.type === 'boolean') return 'true or false'
  if (def.type === 'object') return shapeOf(schema)
  const { minimum = 0, maximum, pattern, minLength, maxLength } = z.toJSONSchema(schema, { io: 'input' })
  if (def.type === 'number') return maximum === Number.MAX_SAFE_INTEGER ? 'count' : `${minimum} to ${maximum}`
  const bytes = /^\^\[0-9a-f\]\{(\d+)\}\$$/.exec(pattern ?? '')?.[1]
  if (bytes !== undefined) return `${Number(bytes) / 2} bytes in hex`
  if (def.type === 'string') return pattern === undefined ? `${minLength ?? 0} to ${maxLength} characters` : 'text'
  throw new Error(`no words for ${def.type}`)
}

const fieldsOf = (schema: z.core.$ZodType): readonly (readonly [string, z.core.$ZodType])[] => {
  const { def } = (schema as z.core.$ZodTypes)._zod
  return def.type === 'object' ? Object.entries(def.shape) : []
}

const isOptional = (schema: z.core.$ZodType) => (schema as z.core.$ZodTypes)._zod.def.type === 'optional'

const shapeOf = (schema: z.core.$ZodType): string =>
  `{ ${fieldsOf(schema)
    .map(([name, inner]) => {
      const words = wordsOf(inner)
      const field = `${name}${isOptional(inner) ? '?' : ''}`
      return words === name || words === name.replaceAll('_', ' ') ? field : `${field}: ${words}`
    })
    .join(', ')} }`

/** A name where the whole message is a shape, or one and a little more, else the message. */
function messageOf(schema: z.core.$ZodType): string {
  const known = fieldsOf(gateState).map(([name]) => name)
  const fields = fieldsOf(schema)
  const more = fields.filter(([name]) => !known.includes(name))
  const isMoreThanState = more.length > 0 && fields.length - more.length === known.length
  if (isMoreThanState) return `gate state with ${more.map(([name, inner]) => `${name}: ${wordsOf(inner)}`).join(', ')}`
  return named.get(schema) ?? shapeOf(schema)
}

function tableOf(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const fieldTable = (schema: z.core.$ZodType) =>
  tableOf(
    ['field', 'what'],
    fieldsOf(schema).map(([name, inner]) => [`\`${name}\`${isOptional(inner) ? ' (optional)' : ''}`, wordsOf(inner)]),
  )

function jsonOf(schema: z.ZodMiniType): string {
  const { type, enum: values } = z.toJSONSchema(schema, { io: 'input' })
  return values ? values.map((value) => `\`${String(value)}\``).join(', ') : String(type)
}

const exitWords: Readonly<Record<keyof typeof exitCodes, string>> = {
  passed: 'the claim is stored: go on. Nothing else ends with 0',
  notAllowed: 'not allowed, or blocked, or killed by a block',
  usage: 'wrong usage or settings',
  rejected: 'somebody said no',
  expired: 'nobody answered, or the approval was not claimed in time',
  gaveUp: 'cancelled, superseded, or given up after `--timeout` (which cancels)',
  unreachable: 'the link was not reachable for too long',
  stillWaiting: 'still waiting (only with `--no-wait`)',
}

const vectors = z
  .object({
    mac_key: z.string(),
    press_key: z.string(),
    sessions: z.array(
      z.object({
        name: z.string(),
        direction: z.string(),
        gadget_nonce: z.string(),
        server_nonce: z.string(),
        session_key: z.string(),
      }),
    ),
    requests: z.array(
      z.object({
        name: z.string(),
        key: z.string(),
        gadget: z.string(),
        path: z.string(),
        session: z.string(),
        counter: z.int(),
        body_hex: z.string(),
        text: z.string(),
        mac: z.string(),
      }),
    ),
    presses: z.array(z.object({ gadget: z.string(), counter: z.int(), text: z.string(), mac: z.string() })),
  })
  .parse(JSON.parse(readFileSync(new URL('../vectors/gadget-mac.json', import.meta.url), 'utf8')))

/** The first press of the vectors, on its way: what is signed, with what, and the request that comes of it. */
function workedExample(): string {
  const [press] = vectors.presses
  const [session] = vectors.sessions
  const request = vectors.requests.find(({ path, counter }) => path === '/unlock' && counter === 1)
  if (!press || !session || !request) throw new Error('the vectors have a press, a session and its request')
  const code = (lines: string) => `\`\`\`text\n${lines}\n\`\`\``
  return [
    `The press key is \`${vectors.press_key}\`. This text (${press.text.split('\n').length} lines, no line break at the end)`,
    code(press.text),
    `has the MAC \`${press.mac}\`. The MAC key is \`${vectors.mac_key}\`; with the nonces \`${session.gadget_nonce}\` (gadget) and \`${session.server_nonce}\` (server) the key of the direction \`${session.direction}\` is \`${session.session_key}\`. The request signs`,
    code(request.text),
    'and is sent as',
    code(
      [
        `POST ${request.path} HTTP/1.1`,
        'content-type: application/json',
        `boss-gadget: ${request.gadget}`,
        `boss-session: ${request.session}`,
        `boss-counter: ${request.counter}`,
        `boss-mac: ${request.mac}`,
        '',
        Buffer.from(request.body_hex, 'hex').toString('utf8'),
      ].join('\n'),
    ),
  ].join('\n\n')
}

const rightWords: Readonly<Record<Right, string>> = {
  ask: 'ask, and see what was approved',
  attend: 'wait for a lock that one asked for, claim it, and say how it went',
  relay: 'pass on the presses of gadgets',
  view: 'see what waits, and the history; as a responder of a gate, let one lock through a block',
  decide: 'unlock, reject, release, block, default',
  operate: 'make gates, policies, tokens, gadgets and people',
}
const isGiving = (roles: Readonly<Record<string, readonly Right[]>>, right: Right) =>
  Object.entries(roles).flatMap(([role, rights]) => (rights.includes(right) ? `\`${role}\`` : []))

const doorWords = { everyone: 'nobody needs one', principal: 'any token or session' } as const

function routeRow({ name, row }: Route): readonly string[] {
  const { rights, summary, channel, query, status = 200 } = row
  const asks = query ? fieldsOf(query).map(([field]) => `${field}=`) : []
  const says = [
    summary,
    channel === undefined ? '' : `as \`${channel}\``,
    asks.length > 0 ? `\`?${asks.join('&')}\`` : '',
    status === 200 ? '' : String(status),
  ]
  const who = typeof rights === 'string' ? doorWords[rights] : rights.join(', ')
  return [`\`${name}\``, who, says.filter((part) => part !== '').join('; ')]
}

const made: Readonly<Record<string, string>> = {
  routes: tableOf(['route', 'right', 'what it does'], routeList.map(routeRow)),
  rights: tableOf(
    ['right', 'what one may', 'roles that give it', 'connections that use it'],
    (Object.keys(rightWords) as Right[]).map((right) => [
      right,
      rightWords[right],
      isGiving(rightsOf, right).join(', '),
      isGiving(rightsOfConnection, right).join(', '),
    ]),
  ),
  version: `The protocol version is **${PROTOCOL_VERSION}**; the features of this version are ${FEATURES.map((it) => `\`${it}\``).join(', ')}.`,
  types: tableOf(
    ['name', 'JSON', 'what'],
    types.map(([name, schema, words]) => [name, jsonOf(schema), words]),
  ),
  shapes: shapes.map(([name, schema]) => `**${name}**\n\n${fieldTable(schema)}`).join('\n\n'),
  hello: fieldTable(hello),
  'client channels': tableOf(
    ['channel', 'right', 'says', 'is answered'],
    clientChannelNames.map((name) => {
      const { rights, request, answer } = clientChannels[name]
      return [`\`${name}\``, rights.join(', '), messageOf(request), messageOf(answer)]
    }),
  ),
  'link channels': tableOf(
    ['channel', 'says'],
    [
      ...Object.entries(linkChannels).map(([name, schema]) => [`\`${name}\``, messageOf(schema)]),
      ['`default`', 'the same as `status`'],
    ],
  ),
  errors: tableOf(
    ['code', 'HTTP', 'exit', 'may succeed later', 'meaning'],
    errorCodes.map((code) => {
      const { status, exit, isRetryable, title } = errorTable[code]
      return [`\`${code}\``, status, exit, isRetryable ? 'yes' : '', title]
    }),
  ),
  exits: tableOf(
    ['exit', 'when'],
    (Object.keys(exitWords) as (keyof typeof exitCodes)[]).map((key) => [exitCodes[key], exitWords[key]]),
  ),
  ends: tableOf(
    ['the lock ended', 'exit'],
    Object.entries(exitOfEnd).map(([end, exit]) => [`\`${end}\``, exit]),
  ),
  policy: fieldTable(policy),
  'new gate': fieldTable(restSchemas.addGate),
  'new token': fieldTable(restSchemas.addToken),
  'new gadget': fieldTable(restSchemas.addGadget),
  ping: fieldTable(ping),
  'desired state': fieldTable(desiredState),
  'ping-ack': `The state, and ${fieldsOf(pingAck)
    .filter(([name]) => !fieldsOf(desiredState).some(([known]) => known === name))
    .map(([name, schema]) => `\`${name}\` (${wordsOf(schema)})`)
    .join(' and ')}; a heartbeat has neither.`,
  times: tableOf(
    ['what', 'ms'],
    [
      ['heartbeat', gadgetTimes.heartbeat],
      ['amber after', `${gadgetTimes.missedHeartbeats} missed heartbeats`],
      ['unlock: pressed at least', gadgetTimes.unlockFrom],
      ['release: held', gadgetTimes.releaseFrom],
      ['block: held', gadgetTimes.blockFrom],
      ['default: big button held', gadgetTimes.defaultFrom],
      ['a press answers the head that was shown this long before it', gadgetTimes.shownFor],
    ],
  ),
  example: workedExample(),
}

const docs = new URL('../../../docs/protocol.md', import.meta.url)

test('docs/protocol.md says what the code says; `npx vitest run --project unit packages/protocol/src/docs -u` renews its tables', async () => {
  const seen = new Set<string>()
  const renewed = readFileSync(docs, 'utf8').replace(
    /(<!-- made from the code: ([a-z -]+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, begin: string, name: string, end: string) => {
      seen.add(name)
      if (made[name] === undefined) throw new Error(`the document asks for "${name}", which nobody makes`)
      return `${begin}\n${made[name]}\n\n${end}`
    },
  )
  expect([...seen].toSorted()).toEqual(Object.keys(made).toSorted())
  await expect(renewed).toMatchFileSnapshot(docs.pathname)
})
