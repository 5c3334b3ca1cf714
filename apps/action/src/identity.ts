import { setTimeout as pause } from 'node:timers/promises'
import * as z from 'zod/mini'
import type { Runner } from './runner.ts'

const DEADLINE_MS = 15_000
const TRIES = 3
const PAUSE_MS = 1_000

const signed = z.object({ value: z.string().check(z.minLength(1)) })

/**
 * A token that says which job this is, signed by GitHub for one audience:
 * https://docs.github.com/actions/reference/security/oidc. Throws when there is none.
 */
export async function identityFor(audience: string, runner: Runner): Promise<string> {
  const { address, bearer } = askedBy(runner)
  address.searchParams.set('audience', audience)
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      const token = await askOnce(address, bearer)
      runner.mask(token)
      return token
    } catch (error) {
      if (left === 0) throw new Error('GitHub gives this job no identity now', { cause: error })
      await pause(PAUSE_MS)
    }
  }
}

function askedBy(runner: Runner) {
  try {
    const address = new URL(runner.variable('ACTIONS_ID_TOKEN_REQUEST_URL'))
    return { address, bearer: runner.variable('ACTIONS_ID_TOKEN_REQUEST_TOKEN') }
  } catch (error) {
    throw new Error('this job has no identity: give it "permissions: id-token: write"', { cause: error })
  }
}

async function askOnce(address: URL, bearer: string): Promise<string> {
  const ending = new AbortController()
  const timer = setTimeout(() => ending.abort(), DEADLINE_MS)
  try {
    const answer = await fetch(address, { headers: { authorization: `Bearer ${bearer}` }, signal: ending.signal })
    if (!answer.ok) throw new Error(`it answered ${answer.status}`)
    return signed.parse(await answer.json()).value
  } finally {
    clearTimeout(timer)
  }
}
