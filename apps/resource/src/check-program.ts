import type { Result } from '@boss-deployer/client/rest'
import { exitCodes, type WireError } from '@boss-deployer/protocol'
import { type AskLink, linkOf } from './ask-link.ts'
import { answered, type Ending, failed, misused, refused } from './ending.ts'
import { checkPayload, type Source, version as versionSchema } from './payload.ts'
import { read } from './read.ts'
import type { Call } from './run.ts'

/** Pages of approved locks in one check; what is left comes with the next one. */
const MOST_PAGES = 20

/** Concourse waits an hour for a check; a link that does not answer is worth a red box long before. */
const DEADLINE_MS = 10_000

/** The gate of the source, or the only one there is. */
async function gateOf(source: Source, link: AskLink): Promise<Result<string, WireError>> {
  if (source.gate !== undefined) return { ok: true, value: source.gate }
  const answer = await link.gates()
  if (!answer.ok) return answer
  const [only, ...others] = answer.value.gates
  if (only && others.length === 0) return { ok: true, value: only.gate }
  return { ok: false, error: { code: 'invalid_message', message: 'source.gate: name the gate, there are several' } }
}

const offersNew = ({ pipeline, role }: Source) => pipeline !== undefined && role === undefined

/**
 * Lists the approved locks from the given version on. Fails while the gate is blocked, which paints the box red.
 *
 * Concourse tells `check` nothing about its pipeline. Without `pipeline` in the source another pipeline's approval could
 * not be told from ours, and would start our deploy: then only what is known already is said again, and every new version
 * comes from `out`.
 */
export async function check({ payload, say }: Call): Promise<Ending> {
  const asked = read(checkPayload, payload)
  if (!asked.ok) return misused(asked.error)
  const { source, version } = asked.value
  const until = performance.now() + DEADLINE_MS
  const link = linkOf(source, { deadlineMs: () => Math.max(1, until - performance.now()) })
  const gate = await gateOf(source, link)
  if (!gate.ok) return refused(gate.error)
  const known = versionSchema.safeParse(version ?? {})
  const locks: string[] = []
  let since = known.success ? known.data.lock : undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await link.approved(gate.value, {
      ...(source.pipeline === undefined ? {} : { pipeline: source.pipeline }),
      ...(source.step === undefined ? {} : { step: source.step }),
      ...(since === undefined ? {} : { since }),
    })
    if (!answer.ok) return refused(answer.error)
    const { effective, heldBy, locks: found, more } = answer.value
    if (effective === 'blocked') return failed(exitCodes.notAllowed, `${heldBy} is blocked`)
    locks.push(...found.filter((lock) => !locks.includes(lock)))
    since = found.at(-1)
    if (!more || !offersNew(source)) break
  }
  if (!offersNew(source)) {
    say('new versions come from put only: this source has no pipeline, or role request')
    return answered(known.success && locks.includes(known.data.lock) ? [known.data] : [])
  }
  return answered(locks.map((lock) => ({ lock })))
}
