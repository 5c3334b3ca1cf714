import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { apply, forgetClosed, initialState } from '@boss-deployer/gate'
import { openSqlite } from '@boss-deployer/store'
import { batchOf } from '../../apps/link/dist/execute/batch.js'

const START = 1_700_000_000_000
const AT_ONCE = 1_000

const actor = (id) => ({ id: `token:${id}`, name: id, via: 'api', device: null, groups: [] })

/** Every lock of the same pipeline, at the root. */
export const oneOfAKind = () => ({ gate: 'root', pipeline: 'shop', step: 'deploy', by: 'operator' })

/** A record of decided locks (three events each), written through the store as the link writes it. Times are ms. */
export async function fillPast(dir, { locks, kindOf = oneOfAKind, gates = [], startAt = START, everyMs = 1 }) {
  mkdirSync(dir, { recursive: true })
  const store = await openSqlite(join(dir, 'link.sqlite'))
  let state = initialState
  const write = async (commands) => {
    const from = state.sequence
    const events = []
    for (const command of commands) {
      const applied = apply(state, command)
      state = applied.state
      events.push(...applied.events)
    }
    await store.append(from, batchOf(state, events, []))
    state = forgetClosed(state)
  }
  const envelope = (at) => ({ at: startAt + at * everyMs, requestId: null, press: null })
  await write(gates.map((gate) => ({ ...envelope(0), type: 'add-gate', gate, policy: {}, by: actor('operator') })))
  for (let done = 0; done < locks; done += AT_ONCE) {
    const places = Array.from({ length: Math.min(AT_ONCE, locks - done) }, (_, place) => done + place)
    await write(places.flatMap((place) => passing(place, kindOf(place), envelope(place))))
  }
  await store.close()
}

function passing(place, { gate, pipeline, step, by, waitMs = 0 }, envelope) {
  const lock = randomUUID()
  const answered = envelope.at + waitMs
  const pipelineKey = JSON.stringify([null, null, null, null, null, pipeline])
  const told = { commit: null, requestedBy: null, hold: true, contextDigest: null }
  const asked = { type: 'lock', lock, gate, pipeline, pipelineKey, step, ...told, by: actor('pipeline') }
  return [
    { ...envelope, ...asked, requestId: `build-${place}` },
    { ...envelope, at: answered, type: 'unlock', lock, note: null, by: actor(by) },
    { ...envelope, at: answered, type: 'claim', lock, gate: null, commit: null, by: actor('pipeline') },
  ]
}
