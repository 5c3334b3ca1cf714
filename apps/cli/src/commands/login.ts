import { setTimeout as pause } from 'node:timers/promises'
import { askDeviceCode, askDeviceToken, type DeviceCode, restClient } from '@boss-deployer/client/rest'
import { exitCodes, routes, toWire } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import { type Command, type Context, command } from '../command/command.ts'
import { must, Problem } from '../command/problem.ts'
import { findLinkUrl, where } from '../link/address.ts'
import { dataFolder } from '../link/data.ts'
import { asOperator } from '../link/operator.ts'
import { forgetSignIn, keepSignIn, readSignIn } from '../link/sign-in.ts'
import { meLines } from '../login/me.ts'
import { ASK_WITHIN_MS, pollForToken } from '../login/poll.ts'
import { line } from '../terminal/style.ts'
import { sayDuration } from '../words/duration.ts'

const { url, data } = where
const done = z.object({})
const me = routes['GET /me'].answer

export const login: Command = command({
  name: 'login',
  group: 'Start here',
  about: 'sign in as yourself: shows a code, which you approve in a browser',
  more: 'The session is kept in the data folder, for this user alone and for this link alone, and every other command then speaks as you. A token by --token or BOSS_TOKEN comes first.',
  examples: [{ command: 'boss login', about: 'at the link of this machine or at BOSS_URL; --url names another' }],
  args: {},
  options: { url, data },
  async run(context, input) {
    const { out, env, signal } = context
    const link = { url: findLinkUrl(input, env), deadlineMs: ASK_WITHIN_MS, signal }
    const folder = dataFolder(input.data, env)
    const code = must(await askDeviceCode(link))
    tellCode(context, code)
    const token = await pollForToken(
      {
        ask: (deadlineMs) => askDeviceToken({ ...link, deadlineMs }, code.deviceCode),
        wait: (ms) => pause(ms, undefined, { signal }),
        now: () => performance.now(),
      },
      code,
    )
    const before = readSignIn(folder, link.url)
    keepSignIn(folder, { url: link.url, token })
    // Only one of them can be used from here: the older must not go on unseen.
    if (before) await restClient({ ...link, token: before.token }).call('DELETE', '/session', { schema: done })
    const who = must(await restClient({ ...link, token }).call('GET', '/me', { schema: me }))
    out.answer(toWire({ url: link.url, ...who }), [line`signed in at ${link.url}`, ...meLines(out.style, who)])
    return exitCodes.passed
  },
})

function tellCode({ out }: Context, { userCode, verificationUri, verificationUriComplete, expiresInMs }: DeviceCode) {
  const { errorStyle: style } = out
  const inMs = Math.floor(expiresInMs)
  const told = { user_code: userCode, verification_uri: verificationUri }
  out.tell(
    { ...told, verification_uri_complete: verificationUriComplete, expires_in_ms: inMs },
    line`Open this address in a browser, within ${sayDuration(inMs)}:\n\n  ${style.blue(verificationUriComplete)}\n\nand say yes only if it shows this code:\n\n  ${style.bold(userCode)}\n`,
  )
}

export const logout: Command = command({
  name: 'logout',
  group: 'Start here',
  about: 'end the session that "boss login" began, at the link and here',
  examples: [{ command: 'boss logout', about: 'at the link of this machine or at BOSS_URL; --url names another' }],
  args: {},
  options: { url, data },
  async run({ out, env, signal }, input) {
    const at = findLinkUrl(input, env)
    const folder = dataFolder(input.data, env)
    const kept = readSignIn(folder, at)
    forgetSignIn(folder, at)
    if (!kept) {
      out.answer({ url: at, signed_out: false }, [line`you were not signed in at ${at}`])
      return exitCodes.passed
    }
    const ended = await restClient(kept).call('DELETE', '/session', { schema: done, signal })
    // A session that the link no longer knows has ended, too.
    if (!ended.ok && ended.error.code !== 'unauthenticated') {
      throw new Problem({
        ...ended.error,
        message: `the session is forgotten here, but the link was not told: ${ended.error.message}`,
        next: `end it in the console, under "Account"; by itself it ends when nobody has used it for 12 hours`,
      })
    }
    out.answer({ url: at, signed_out: true }, [line`signed out at ${at}`])
    return exitCodes.passed
  },
})

export const whoami: Command = command({
  name: 'whoami',
  group: 'Start here',
  about: 'as whom the other commands speak, what that one may, and until when',
  examples: [{ command: 'boss whoami --json', about: 'for a script' }],
  args: {},
  options: { ...where },
  async run(context, input) {
    const operator = asOperator(context, input)
    const who = must(await operator.call('GET', '/me', { schema: me }))
    const { out } = context
    out.answer(toWire({ url: operator.address.url, ...who }), [
      line`at ${operator.address.url}`,
      ...meLines(out.style, who),
    ])
    return exitCodes.passed
  },
})
