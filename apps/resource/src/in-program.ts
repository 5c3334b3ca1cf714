import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Result } from '@boss-deployer/client/rest'
import { exitCodes, exitOfEnd, type WireError } from '@boss-deployer/protocol'
import { type AskLink, linkOf, patiently, pause } from './ask-link.ts'
import { type Build, buildOf } from './build.ts'
import { spoken } from './duration.ts'
import { answered, type Ending, failed, misused, refused } from './ending.ts'
import { approvalFile, type Lock, metadataOf } from './metadata.ts'
import { foreignness } from './ours.ts'
import { inPayload, type Source } from './payload.ts'
import { read } from './read.ts'
import type { Call } from './run.ts'

const WAIT_S = 55
const LEAST_ROUND_MS = 1_000
/** While somebody waits for the boss anyway, the link may be away as long as for `out`. */
const LOST_AFTER_MS = 600_000

/** Writes the approval of a lock into the folder. Waits for a lock that is pending; fails on everything else. */
export async function fetchApproval(call: Call): Promise<Ending> {
  const { payload, folder, env, patienceMs, signal } = call
  const asked = read(inPayload, payload)
  if (!asked.ok) return misused(asked.error)
  if (folder === '') return misused('the folder to write to is missing')
  const { source, version, params = {} } = asked.value
  const link = linkOf(source, { signal })
  const build = buildOf(env)
  const gate = source.gate === undefined ? {} : { gate: source.gate }
  const verify = () => patiently(() => link.verify(version.lock, gate), { forMs: patienceMs, signal })

  let verified = await verify()
  if (!verified.ok && verified.error.code === 'not_approved' && params.wait !== false) {
    const waited = await untilClaimed({ uuid: version.lock, source, build, link, call })
    if ('exit' in waited) return waited
    verified = await verify()
  }
  if (signal.aborted) return failed(exitCodes.gaveUp, 'aborted')
  if (!verified.ok) return await explained(verified.error, version.lock, link)
  const lock = verified.value
  const foreign = lock.uuid === version.lock ? foreignness(lock, source, build) : otherLock
  if (foreign) return refused(foreign)
  if (lock.state !== 'claimed') return refused({ code: 'not_approved', message: `this lock is ${lock.state}` })
  writeWhole(join(folder, 'boss-deployer.json'), approvalFile(lock))
  return answered({ version, metadata: metadataOf(lock, source) })
}

const otherLock: WireError = { code: 'internal', message: 'the link answered for another lock' }

interface Pending {
  readonly uuid: string
  readonly source: Source
  readonly build: Build
  readonly link: AskLink
  readonly call: Call
}

/** Waits until the lock is unlocked, and claims it. A claim that is stored already is only repeated. */
async function untilClaimed({
  uuid,
  source,
  build,
  link,
  call: { patienceMs, say, signal },
}: Pending): Promise<Ending | { readonly claimed: true }> {
  const startedAt = performance.now()
  for (;;) {
    const askedAt = performance.now()
    const answer = await patiently(() => link.lock(uuid, WAIT_S), { forMs: LOST_AFTER_MS, signal })
    if (signal.aborted) return failed(exitCodes.gaveUp, 'aborted while it waited')
    if (!answer.ok) return refused(answer.error)
    const lock = answer.value
    const foreign = lock.uuid === uuid ? foreignness(lock, source, build) : otherLock
    if (foreign) return refused(foreign)
    if (lock.state === 'locked') {
      say(`waiting at ${lock.gate} for ${spoken(performance.now() - startedAt)}, place ${lock.place}`)
      // Something between us and the link that does not wait must not be asked without end.
      await pause(Math.max(0, LEAST_ROUND_MS - (performance.now() - askedAt)), signal)
      continue
    }
    if (lock.state !== 'unlocked' && lock.state !== 'claimed') return ended(lock)
    const commit = lock.commit === null ? {} : { commit: lock.commit }
    const claim: Result<unknown, WireError> = await patiently(() => link.claim(uuid, { gate: lock.gate, ...commit }), {
      forMs: patienceMs,
      signal,
    })
    return claim.ok ? { claimed: true } : refused(claim.error)
  }
}

/** How a lock ended, and by whom. */
export function ended(lock: Lock): Ending {
  const { state, end } = lock
  const exit = state in exitOfEnd ? exitOfEnd[state as keyof typeof exitOfEnd] : exitCodes.notAllowed
  const by = end ? ` by ${end.by}` : ''
  const why = end?.reason ? `: ${end.reason}` : ''
  return failed(exit, `${lock.gate} ${lock.step}: ${state}${by}${why}`)
}

/** The link said that the lock has ended; how it ended is worth one more question. */
async function explained(error: WireError, uuid: string, link: AskLink): Promise<Ending> {
  if (error.code !== 'lock_ended') return refused(error)
  const lock = await link.lock(uuid)
  return lock.ok && lock.value.end ? ended(lock.value) : refused(error)
}

/** The file is there whole, or not at all. Written in one go: loading the promises of `node:fs` takes longer than writing. */
function writeWhole(path: string, text: string): void {
  const draft = `${path}.${process.pid}`
  mkdirSync(dirname(path), { recursive: true })
  try {
    writeFileSync(draft, text)
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
