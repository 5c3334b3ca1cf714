import { fields, limits } from '@boss-deployer/protocol'
import { type Param, text } from '../command/param.ts'
import { wrongUsage } from '../command/problem.ts'
import { dataFolder, type Holder, readTokens, tokenFileOf } from './data.ts'
import { readSignIn, signedInAt } from './sign-in.ts'

/** What every command takes. */
export const where = {
  url: text('--url <url>', 'address of the link (or BOSS_URL)', fields.webUrl),
  token: text(
    '--token <token>',
    'its token (better BOSS_TOKEN: other users see a command line)',
    fields.line(limits.token),
  ),
  data: text('--data <dir>', 'folder that "boss up" keeps its data in (or BOSS_DATA)', fields.line(4_000)),
} satisfies Readonly<Record<string, Param<string | undefined>>>

/** The values of `where`. */
export interface Where {
  readonly url: string | undefined
  readonly token: string | undefined
  readonly data: string | undefined
}

/** Whom to speak to, and as whom. */
export interface Address {
  readonly url: string
  readonly token: string
  readonly data: string
}

const asGiven = (told: string | undefined, fromEnv: string | undefined) => told ?? (fromEnv || undefined)

/**
 * The command line, else the environment (BOSS_OIDC_TOKEN: what a build system signs for its job), else what `boss login` and
 * `boss up` left: people speak as themselves, a pipeline by its own token. None is ever sent to a link it was not made by.
 */
export function findAddress(input: Where, env: NodeJS.ProcessEnv, holder: Holder): Address {
  const data = dataFolder(input.data, env)
  const url = findLinkUrl(input, env)
  const token = asGiven(input.token, env.BOSS_TOKEN || env.BOSS_OIDC_TOKEN) ?? keptFor(holder, url, data)
  if (token === undefined) throw wrongUsage(`there is no token for ${url}`, nextOf[holder])
  return { url, token: checkedToken(token), data }
}

function keptFor(holder: Holder, url: string, data: string): string | undefined {
  const tokens = readTokens(data)
  const made = isSame(url, tokens?.url) ? tokens?.[holder] : undefined
  const own = readSignIn(data, url)?.token
  return holder === 'operator' ? (own ?? made) : (made ?? own)
}

/** Where the link is: the command line, else the environment, else what `boss up` left, else the only one where one signed in. */
export function findLinkUrl(input: Pick<Where, 'url' | 'data'>, env: NodeJS.ProcessEnv): string {
  const data = dataFolder(input.data, env)
  const given = asGiven(input.url, env.BOSS_URL) ?? readTokens(data)?.url
  if (given !== undefined) return checkedUrl(given)
  const [only, ...more] = signedInAt(data)
  if (only !== undefined && more.length === 0) return checkedUrl(only)
  if (only !== undefined)
    throw wrongUsage(
      `you are signed in at ${1 + more.length} links`,
      `name one by --url: ${[only, ...more].join(', ')}`,
    )
  throw wrongUsage(
    `no link is known: ${tokenFileOf(data)} is not there, and neither --url nor BOSS_URL is given`,
    'start one on this machine with "boss up", or set BOSS_URL and BOSS_TOKEN, or sign in: boss login --url ADDRESS',
  )
}

const nextOf = {
  operator:
    'sign in with "boss login", or set BOSS_TOKEN to a token that the operator made with "boss token create --role operator"',
  pipeline: 'set BOSS_TOKEN to a token that the operator made with "boss token create --role pipeline"',
} as const satisfies Record<Holder, string>

function isSame(url: string, kept: string | undefined): boolean {
  return kept !== undefined && URL.canParse(url) && URL.canParse(kept) && new URL(url).href === new URL(kept).href
}

function checkedUrl(url: string): string {
  const isWeb = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
  if (isWeb) return url.replace(/\/+$/, '')
  throw wrongUsage(`${url} is not a web address`, 'write it like https://connect.example.com or http://127.0.0.1:8000')
}

function checkedToken(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token) && token.length <= limits.token) return token
  throw wrongUsage('the token holds characters that no token has', 'copy it again, without quotes, spaces or line ends')
}
