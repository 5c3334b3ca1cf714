import { macHeaders } from '@boss-deployer/protocol/gadget'

/** A message as it leaves: whatever a misdeed does to it, it does here. */
export interface Outgoing {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const without = (headers: Outgoing['headers'], name: string) =>
  Object.fromEntries(Object.entries(headers).filter(([it]) => it !== name))

const withHeader = (message: Outgoing, name: string, value: string): Outgoing => ({
  ...message,
  headers: { ...message.headers, [name]: value },
})

const flipped = (hex: string) => `${hex.slice(0, -1)}${hex.endsWith('0') ? '1' : '0'}`

/** What a stranger on the network could do to a message of a gadget. All of them are 401 to a server that looks. */
export const misdeeds = {
  'wrong-mac': (message) => withHeader(message, macHeaders.mac, flipped(message.headers[macHeaders.mac] ?? '0')),
  'short-mac': (message) => withHeader(message, macHeaders.mac, 'ab'),
  'no-mac': (message) => ({ ...message, headers: without(message.headers, macHeaders.mac) }),
  'no-counter': (message) => ({ ...message, headers: without(message.headers, macHeaders.counter) }),
  'raised-counter': (message) =>
    withHeader(message, macHeaders.counter, String(Number(message.headers[macHeaders.counter]) + 1)),
  'other-gadget': (message) => withHeader(message, macHeaders.gadget, 'somebody-else'),
  'other-session': (message) => withHeader(message, macHeaders.session, '0'.repeat(32)),
  'other-body': (message) => ({ ...message, body: `${message.body} ` }),
} as const satisfies Record<string, (message: Outgoing) => Outgoing>

export type Misdeed = keyof typeof misdeeds
export const misdeedNames = Object.keys(misdeeds) as readonly Misdeed[]

/** How a gadget may take a call of its server. */
export type Manners =
  /** As it should. */
  | 'well'
  /** Takes it and never answers. */
  | 'never'
  /** Takes it, and answers once `letGo` is called. */
  | 'late'
  /** Answers something that is no HTTP. */
  | 'garbage'
  /** Tears the connection, as a chip without a free socket does. */
  | 'reset'
  /** Does not know this session. */
  | 'forgetful'
