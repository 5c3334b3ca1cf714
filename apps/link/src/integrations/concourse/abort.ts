import { type Event, type GatePath, isAtOrBelow } from '@boss-deployer/gate'
import type { CallRow } from '@boss-deployer/store'
import {
  type Answer,
  type CallOutcome,
  type Outgoing,
  outcomeOfStatus,
  type PlannedCall,
  type SeenLock,
  type View,
} from '../../calls/integration.ts'
import { bare } from '../parts.ts'
import { type AtcBuild, atcCall, isOver, readBuild, readBuilds, readVersions } from './atc.ts'
import { pathOf } from './check.ts'
import type { ConcourseEntry } from './entry.ts'

const GIVE_UP_AFTER_MS = 10 * 60_000
/** Concourse gives a step ten seconds to end; asked again meanwhile, it takes no harm. */
const ASK_AGAIN_AFTER_MS = 2_000

/**
 * What is aborted when the gate is blocked: the build that claimed a lock there, and each build that took that approval
 * for its input. What a pipeline says of its build is looked up: only one of the pipelines that the operator named for
 * this gate is ever aborted.
 */
export function plannedAborts(event: Event, { running }: View, entry: ConcourseEntry): readonly PlannedCall[] {
  if (event.type !== 'mode-changed' || event.to !== 'blocked') return []
  return running
    .filter((seen) => isHere(seen, entry.gate, entry))
    .flatMap((seen) => [...ownBuild(seen), ...takers(seen, entry)])
}

const isHere = ({ lock, source }: SeenLock, gate: GatePath, { url }: ConcourseEntry): boolean =>
  isAtOrBelow(lock.gate, gate) && source.ci === 'concourse' && bare(source.cluster ?? '') === bare(url)

const ownBuild = ({ lock, source }: SeenLock): readonly PlannedCall[] =>
  source.buildId !== undefined && /^\d{1,15}$/.test(source.buildId) ? [abortOf(source.buildId, lock)] : []

const abortOf = (
  build: string,
  { gate, id }: { readonly gate: GatePath; readonly id: string | null },
): PlannedCall => ({
  key: `abort-${build}`,
  gate,
  lock: id,
  what: `abort build ${build}`,
  data: { does: 'look', build },
  giveUpAfterMs: GIVE_UP_AFTER_MS,
})

const takers = ({ lock }: SeenLock, { resources }: ConcourseEntry): readonly PlannedCall[] =>
  resources.map(({ team, pipeline, resource, vars = {} }) => ({
    key: `takers-${lock.id}-${team}/${pipeline}/${resource}-${JSON.stringify(vars)}`,
    gate: lock.gate,
    lock: lock.id,
    what: `look for builds of ${team}/${pipeline} that took this approval`,
    data: {
      does: 'versions',
      lock: lock.id,
      path: `${pathOf({ team, pipeline, resource })}/versions`,
      vars: new URLSearchParams(
        Object.entries(vars).map(([name, value]): [string, string] => [`vars.${name}`, JSON.stringify(value)]),
      ).toString(),
    },
    giveUpAfterMs: GIVE_UP_AFTER_MS,
  }))

interface Step {
  request(url: string, data: CallRow['data'], pass: string | null): Outgoing
  after(answer: Answer, call: CallRow, entry: ConcourseEntry): CallOutcome
}

/** What is done one after another; how far a call is stands in its data. */
const steps: Readonly<Record<string, Step>> = {
  look: {
    request: (url, { build = '' }, pass) => atcCall('GET', url, `/builds/${build}`, pass),
    after: (answer, call, entry) => afterLook(readBuild(answer), call, entry),
  },
  abort: {
    request: (url, { build = '' }, pass) => atcCall('PUT', url, `/builds/${build}/abort`, pass),
    after: (_, call) => ({ ...next('confirm', call, 'asked to end'), supervised: 'stopping' }),
  },
  confirm: {
    request: (url, { build = '' }, pass) => atcCall('GET', url, `/builds/${build}`, pass),
    after: (answer, call) => afterConfirm(readBuild(answer), call),
  },
  versions: {
    request: (url, { path = '', vars = '', lock = '' }, pass) =>
      atcCall('GET', url, `${path}?filter=lock:${lock}${vars && `&${vars}`}`, pass),
    after: (answer, call) => afterVersions(readVersions(answer), call),
  },
  takers: {
    request: (url, { path = '', vars = '', version = '' }, pass) =>
      atcCall('GET', url, `${path}/${version}/input_to${vars && `?${vars}`}`, pass),
    after: (answer, call) => afterTakers(readBuilds(answer), call),
  },
}

const stepOf = ({ data }: CallRow): Step | undefined => steps[data.does ?? '']

/** How the step is asked for that a call is at; null: it is at none. */
export const abortRequest = (url: string, call: CallRow, pass: string | null): Outgoing | null =>
  stepOf(call)?.request(url, call.data, pass) ?? null

/** What an answer to a step means, and the step after it. */
export function abortOutcome(answer: Answer, call: CallRow, entry: ConcourseEntry): CallOutcome {
  const { status } = answer
  if (status === 404) return { state: 'failed', said: 'it is not there, or this user may not see it' }
  const at = status >= 200 && status < 300 ? stepOf(call) : undefined
  return at?.after(answer, call, entry) ?? outcomeOfStatus(answer)
}

const unreadable: CallOutcome = { state: 'asked', said: 'its answer was none' }

interface Next {
  readonly afterMs?: number
  readonly knowing?: Readonly<Record<string, string>>
}
const next = (does: string, call: CallRow, said: string, { afterMs = 0, knowing = {} }: Next = {}): CallOutcome => ({
  ...{ state: 'asked', said, afterMs },
  data: { ...call.data, ...knowing, does },
})

function afterLook(build: AtcBuild | null, call: CallRow, { resources }: ConcourseEntry): CallOutcome {
  if (build === null) return unreadable
  const { team_name: team, pipeline_name: pipeline = '' } = build
  const isNamed = resources.some((each) => each.team === team && each.pipeline === pipeline)
  if (!isNamed) return { state: 'failed', said: `it is of ${team}/${pipeline}, which is not named for this gate` }
  if (isOver(build)) return { state: 'confirmed', said: `it had ended: ${build.status}` }
  return next('abort', call, `it is ${build.status}`)
}

function afterConfirm(build: AtcBuild | null, call: CallRow): CallOutcome {
  if (build === null) return unreadable
  if (isOver(build)) return { state: 'confirmed', said: `it ended: ${build.status}`, supervised: 'ended' }
  return next('abort', call, `asked to end, and is ${build.status}`, { afterMs: ASK_AGAIN_AFTER_MS })
}

function afterVersions(versions: ReturnType<typeof readVersions>, call: CallRow): CallOutcome {
  if (versions === null) return unreadable
  const [version] = versions
  if (!version) return { state: 'confirmed', said: 'none took it' }
  return next('takers', call, 'it is known', { knowing: { version: String(version.id) } })
}

function afterTakers(builds: readonly AtcBuild[] | null, call: CallRow): CallOutcome {
  if (builds === null) return unreadable
  const running = builds.filter((build) => !isOver(build))
  const of = { gate: call.gate, id: call.lock }
  return {
    state: 'confirmed',
    said: `${running.length} of ${builds.length} run`,
    more: running.map(({ id }) => abortOf(String(id), of)),
  }
}
