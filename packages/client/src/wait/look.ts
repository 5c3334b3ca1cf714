import type { WireError } from '@boss-deployer/protocol'
import type { Result } from '../result.ts'
import type { LockDetails, Waited } from './outcome.ts'
import { commitOf, doubt, endAs, endPassed, endRefused, mayGoBetter, settleDoubt, type Vigil } from './vigil.ts'

/** Messages are only hints; the state itself is asked for again this often. */
const LOOK_EVERY_MS = 30_000

/** How it ended, or how long to pause before the next look. */
export type Look = Waited | { readonly pauseMs: number }

const pause = (pauseMs: number): Look => ({ pauseMs })

/** Asks the link how the lock stands, and claims it when it is unlocked. */
export async function look(vigil: Vigil): Promise<Look> {
  if (vigil.isOver) return pause(LOOK_EVERY_MS)
  if (!vigil.isConnected) {
    doubt(vigil)
    return pause(LOOK_EVERY_MS)
  }
  if (vigil.uuid === null) return ask(vigil)
  if (vigil.heardUnlock) return claim(vigil, vigil.uuid)
  return read(vigil, vigil.uuid, await vigil.link.send('in', { lock: vigil.uuid }))
}

async function ask(vigil: Vigil): Promise<Look> {
  if (!('ask' in vigil.what)) return pause(doubt(vigil))
  vigil.hasAsked = true
  const answer = await vigil.link.send('lock', vigil.what.ask)
  if (!answer.ok) return mayGoBetter(answer.error) ? pause(doubt(vigil)) : endRefused(vigil, answer.error)
  const { lock: uuid, gate, state, resume } = answer.value
  if (resume) vigil.link.resumeWith(resume.token)
  vigil.uuid = uuid
  // Whoever gives up meanwhile waits for this name to cancel it.
  if (vigil.isOver) vigil.bell.ring()
  if (vigil.gate !== null && vigil.gate !== gate) return endRefused(vigil, otherGate(vigil.gate, gate))
  vigil.gate = gate
  settleDoubt(vigil)
  if (vigil.isOver) return pause(LOOK_EVERY_MS)
  if (state === 'unlocked' || state === 'claimed') return claim(vigil, uuid)
  return read(vigil, uuid, await vigil.link.send('in', { lock: uuid }))
}

const otherGate = (wanted: string, got: string): WireError => ({
  code: 'conflict',
  message: `the lock is of gate ${got}, not of ${wanted}`,
})

/** What `in` says about the lock; `null` where it speaks of another one. */
function noteDetails(vigil: Vigil, uuid: string, details: LockDetails): WireError | null | 'garbage' {
  if (details.uuid !== uuid) return 'garbage'
  if (vigil.gate !== null && vigil.gate !== details.gate) return otherGate(vigil.gate, details.gate)
  vigil.gate = details.gate
  vigil.lock = details
  settleDoubt(vigil)
  return null
}

async function read(vigil: Vigil, uuid: string, answer: Result<LockDetails, WireError>): Promise<Look> {
  if (!answer.ok) return mayGoBetter(answer.error) ? pause(doubt(vigil)) : endRefused(vigil, answer.error)
  const problem = noteDetails(vigil, uuid, answer.value)
  if (problem === 'garbage') return pause(doubt(vigil))
  if (problem) return endRefused(vigil, problem)
  vigil.onProgress()
  const { state } = answer.value
  switch (state) {
    case 'locked':
      return pause(LOOK_EVERY_MS)
    case 'unlocked':
    case 'claimed':
      if (vigil.isOver) return pause(LOOK_EVERY_MS)
      return claim(vigil, uuid)
    case 'rejected':
    case 'killed':
    case 'expired':
    case 'cancelled':
    case 'superseded':
      return endAs(vigil, state)
  }
}

/** Only a stored claim passes. The details are asked for in the same breath; they may fail, the claim may not. */
export async function claim(vigil: Vigil, uuid: string): Promise<Look> {
  const { link, what } = vigil
  const commit = commitOf(what)
  vigil.heardUnlock = false
  const [claimed, details] = await Promise.all([
    link.send('claim', { uuid, ...(vigil.gate === null ? {} : { gate: vigil.gate }), ...(commit ? { commit } : {}) }),
    link.send('in', { lock: uuid }, 5_000),
  ])
  const problem = details.ok ? noteDetails(vigil, uuid, details.value) : null
  if (problem && problem !== 'garbage') return endRefused(vigil, problem)
  if (claimed.ok && claimed.value.uuid === uuid) return endPassed(vigil, uuid, claimed.value.claimedAt)
  if (claimed.ok) return pause(doubt(vigil))
  return afterRefusedClaim(vigil, claimed.error)
}

function afterRefusedClaim(vigil: Vigil, error: WireError): Look {
  const state = vigil.lock?.state
  switch (state) {
    case 'rejected':
    case 'killed':
    case 'expired':
    case 'cancelled':
    case 'superseded':
      return endAs(vigil, state, error)
    case 'locked':
      if (error.code === 'not_approved') return pause(LOOK_EVERY_MS)
      break
    case 'unlocked':
    case 'claimed':
    case undefined:
      break
  }
  return mayGoBetter(error) ? pause(doubt(vigil)) : endRefused(vigil, error)
}
