import * as z from 'zod/mini'

/** How many values a setting has, and of what kind. In a flag or a variable a list has commas between its items. */
type Kind = 'text' | 'number' | 'list' | 'switch'

export interface Setting {
  readonly kind: Kind
  /** What it is, for `--help` and the documents. */
  readonly what: string
  readonly schema: z.ZodMiniType
  /** Null where there is none and nothing has to be said. */
  readonly byDefault: string | number | readonly string[] | boolean | null
  /** Its variable, where it is not BOSS_LINK_ and its name. */
  readonly env?: string
  /** It has no default and has to be said. */
  readonly isRequired?: true
  /** Never printed. */
  readonly isSecret?: true
  /** Said for one start, not for an installation: it has no field in a file and no variable. */
  readonly isFlagOnly?: true
}

const text = z.string().check(z.minLength(1), z.maxLength(4_000))
const perMinute = z.int().check(z.gte(1), z.lte(10_000_000))
const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
const origin = z
  .string()
  .check(z.maxLength(300), z.regex(/^https?:\/\/[^/\s?#*]+$/, 'is not an origin such as https://ci.example.com'))
const address = z
  .string()
  .check(z.regex(/^[0-9a-fA-F.:]+(\/\d{1,3})?$/, 'is not an address or a network such as 10.0.0.0/8'))
const webAddress = z
  .string()
  .check(
    z.maxLength(300),
    z.regex(/^https?:\/\/[^/\s?#]+\/?$/, 'is not an address such as https://connect.example.com, without a path'),
  )
/** Others are spoken to encrypted, except on this machine itself. */
const safeAddress = z
  .string()
  .check(
    z.maxLength(1_000),
    z.regex(
      /^(?:https:\/\/[^\s@/?#]+(?:[/?#][^\s]*)?|http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?(?:\/[^\s]*)?)$/,
      'is not an https address without a user or password in it',
    ),
  )
const pushService = z
  .string()
  .check(
    z.maxLength(300),
    z.regex(
      /^(?:https:\/\/(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?|http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?)$/,
      'is not an https origin such as https://push.example.com or https://*.example.com',
    ),
  )
const sessionSecret = z
  .string()
  .check(z.minLength(32, "has fewer than 32 characters: 'openssl rand -base64 32' makes one"), z.maxLength(4_000))
const domain = z
  .string()
  .check(z.maxLength(253), z.regex(/^[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+$/, 'is not a domain such as example.com'))
const scope = z.string().check(z.regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/, 'is not a scope'))

/** Every setting of the link, once: its flag, its variable, its field in a file and its row in the documents. */
export const settings = {
  data: {
    kind: 'text',
    what: 'folder of the record and of what the link keeps for itself; one link holds it at a time',
    schema: text,
    byDefault: null,
    isRequired: true,
  },
  store: {
    kind: 'text',
    what: 'where the record is: `postgres://user:password@host/name`, or a SQLite file; without it `link.sqlite` in the folder',
    schema: text,
    byDefault: null,
    env: 'BOSS_STORE',
    isSecret: true,
  },
  host: { kind: 'text', what: 'address to listen on', schema: text, byDefault: '127.0.0.1' },
  port: {
    kind: 'number',
    what: 'port to listen on, 0 for any free one',
    schema: z.int().check(z.gte(0), z.lte(65_535)),
    byDefault: 8000,
  },
  origins: {
    kind: 'list',
    what: 'web pages of other origins that may read the REST API with a token, such as `https://ci.example.com`',
    schema: z.array(origin).check(z.maxLength(100)),
    byDefault: [],
  },
  trusted_proxies: {
    kind: 'list',
    what: 'addresses or networks of proxies whose `X-Forwarded-For` is believed',
    schema: z.array(address).check(z.maxLength(100)),
    byDefault: [],
  },
  requests_per_address: {
    kind: 'number',
    what: 'HTTP requests a minute from one address',
    schema: perMinute,
    byDefault: 60_000,
  },
  requests_per_token: {
    kind: 'number',
    what: 'HTTP requests a minute with one token or session',
    schema: perMinute,
    byDefault: 60_000,
  },
  log_level: { kind: 'text', what: 'least level of a line in the log', schema: logLevel, byDefault: 'info' },
  token_file: {
    kind: 'text',
    what: 'keep a file with the address, an operator token and a pipeline token (mode 600)',
    schema: text,
    byDefault: null,
  },
  trust: {
    kind: 'text',
    what: 'file that says whose signed tokens of builds are taken, and what they may (YAML)',
    schema: text,
    byDefault: null,
    env: 'BOSS_TRUST',
  },
  integrations: {
    kind: 'text',
    what: 'file that says who outside is called when something is decided, and with which credentials (YAML)',
    schema: text,
    byDefault: null,
    env: 'BOSS_INTEGRATIONS',
  },
  signing_key_file: {
    kind: 'text',
    what: 'file of the Ed25519 key (PEM) that signs the record, the same for all links of one store; without it one in the folder',
    schema: text,
    byDefault: null,
    env: 'BOSS_SIGNING_KEY_FILE',
  },
  signing_key: {
    kind: 'text',
    what: 'the text of that key, instead of a file',
    schema: text,
    byDefault: null,
    env: 'BOSS_SIGNING_KEY',
    isSecret: true,
  },
  accept_signing_key: {
    kind: 'text',
    what: 'id of another key that signs the record from now on',
    schema: text,
    byDefault: null,
    isFlagOnly: true,
  },
  former_signing_key_file: {
    kind: 'text',
    what: 'file of the key before it, by whose word the other is believed; without it only by who is told',
    schema: text,
    byDefault: null,
    isFlagOnly: true,
  },
  anchor_url: {
    kind: 'text',
    what: 'webhook that is told signed heads of the record and keeps them: only they find a history whose end was cut off',
    schema: safeAddress,
    byDefault: null,
    env: 'BOSS_ANCHOR_URL',
    isSecret: true,
  },
  anchor_minutes: {
    kind: 'number',
    what: 'minutes between two of them at least; none is sent while the record stays as it is',
    schema: z.int().check(z.gte(1), z.lte(1_440)),
    byDefault: 10,
    env: 'BOSS_ANCHOR_MINUTES',
  },
  context_days: {
    kind: 'number',
    what: 'days that the context of a lock (author, message, links, changelog) is kept after the lock has ended; without it for ever',
    schema: z.int().check(z.gte(1), z.lte(36_500)),
    byDefault: null,
    env: 'BOSS_CONTEXT_DAYS',
  },
  public_url: {
    kind: 'text',
    what: 'where browsers find the link, such as `https://connect.example.com`; without it where it listens',
    schema: webAddress,
    byDefault: null,
    env: 'BOSS_PUBLIC_URL',
  },
  secret: {
    kind: 'text',
    what: 'signs sessions; the same for all links of one database. Without it the link keeps one in its folder',
    schema: sessionSecret,
    byDefault: null,
    env: 'BOSS_SECRET',
    isSecret: true,
  },
  oidc_issuer: {
    kind: 'text',
    what: "the company's own sign-in (OpenID Connect); its redirect address is `/api/v1/auth/callback/sso` of the link",
    schema: safeAddress,
    byDefault: null,
    env: 'BOSS_OIDC_ISSUER',
  },
  oidc_client_id: {
    kind: 'text',
    what: 'as what the link is known there',
    schema: text,
    byDefault: null,
    env: 'BOSS_OIDC_CLIENT_ID',
  },
  oidc_client_secret: {
    kind: 'text',
    what: 'its secret there',
    schema: text,
    byDefault: null,
    env: 'BOSS_OIDC_CLIENT_SECRET',
    isSecret: true,
  },
  oidc_groups_claim: {
    kind: 'text',
    what: "the claim that lists somebody's groups",
    schema: text,
    byDefault: 'groups',
    env: 'BOSS_OIDC_GROUPS_CLAIM',
  },
  oidc_scopes: {
    kind: 'list',
    what: 'asked for beside openid, email and profile: some providers tell groups only then',
    schema: z.array(scope).check(z.maxLength(50)),
    byDefault: [],
    env: 'BOSS_OIDC_SCOPES',
  },
  oidc_domains: {
    kind: 'list',
    what: 'whoever has a verified email in one of these may come by that sign-in without an invitation, and may do nothing until it is granted; without any, only people who are here already',
    schema: z.array(domain).check(z.maxLength(100)),
    byDefault: [],
    env: 'BOSS_OIDC_DOMAINS',
  },
  push_services: {
    kind: 'list',
    what: 'push services of browsers that the link may call, to tell people that somebody waits; said as nothing, it tells none',
    schema: z.array(pushService).check(z.maxLength(50)),
    byDefault: [
      'https://fcm.googleapis.com',
      'https://updates.push.services.mozilla.com',
      'https://web.push.apple.com',
      'https://*.notify.windows.com',
    ],
    env: 'BOSS_PUSH_SERVICES',
  },
  console: { kind: 'text', what: 'folder of the web console', schema: text, byDefault: null },
  until_stdin_ends: {
    kind: 'switch',
    what: 'stop when standard input ends',
    schema: z.boolean(),
    byDefault: false,
    isFlagOnly: true,
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof settings
export const settingList: readonly (readonly [SettingName, Setting])[] = Object.entries<Setting>(settings).map(
  ([name, setting]) => [name as SettingName, setting],
)

export const flagOf = (name: string): string => `--${name.replaceAll('_', '-')}`
export const variableOf = (name: string, { env }: Setting): string => env ?? `BOSS_LINK_${name.toUpperCase()}`

/** Settings that go together: where the first is said the second is needed. */
export const companions: readonly (readonly [SettingName, SettingName])[] = [
  ['oidc_issuer', 'oidc_client_id'],
  ['oidc_issuer', 'oidc_client_secret'],
]
