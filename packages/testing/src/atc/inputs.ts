import { type GetStep, isGet, type JobConfig, keyOf, type Version } from './pipeline.ts'
import type { Build, BuildRecord } from './record.ts'
import type { Scope } from './scope.ts'

export interface Inputs {
  readonly versions: ReadonlyMap<string, Version>
  readonly pipes: ReadonlyMap<string, number>
  /** `version: every` has more to walk: schedule again. */
  readonly hasNext: boolean
}

interface World {
  readonly record: BuildRecord
  readonly scopeOf: (resource: string) => Scope
}

export const resourceOf = (step: GetStep): string => step.resource ?? step.get
export const inputsOf = (job: JobConfig): readonly GetStep[] => job.plan.filter(isGet)

const same = (one: Version, other: Version) => keyOf(one) === keyOf(other)
const isPinned = (version: GetStep['version']): version is Version => typeof version === 'object'

/** The inputs of the job's next build, or null while there are none. */
export function computeInputs(job: JobConfig, world: World): Inputs | null {
  const versions = new Map<string, Version>()
  let hasNext = false
  const steps = inputsOf(job)
  for (const step of steps) {
    if (step.passed?.length) continue
    const found = individual(job, step, world)
    if (!found) return null
    versions.set(step.get, found.version)
    hasNext ||= found.hasNext
  }
  const constrained = steps.filter((step) => step.passed?.length)
  const group = resolveGroup(job, constrained, world)
  if (!group) return null
  for (const [name, candidate] of group) {
    versions.set(name, candidate.version)
    hasNext ||= candidate.hasNext
  }
  const pipes = new Map([...group.values()].flatMap(({ vouchedBy }) => [...vouchedBy]))
  return { versions, pipes, hasNext }
}

function individual(job: JobConfig, step: GetStep, { record, scopeOf }: World) {
  const scope = scopeOf(resourceOf(step))
  if (isPinned(step.version)) {
    const { version } = step
    return scope.orderOf(version) === null ? null : { version, hasNext: false }
  }
  if (step.version !== 'every') {
    const version = scope.latest()
    return version && { version, hasNext: false }
  }
  const used = record.of(job.name).map((build) => build.inputs.get(step.get))
  return nextOfEvery(
    scope,
    used.filter((version) => version !== undefined),
  )
}

/** The next version after the highest one used; on a job's first run the latest, so that older ones are skipped. */
function nextOfEvery(scope: Scope, used: readonly Version[]) {
  const orders = used.flatMap((version) => scope.orderOf(version) ?? [])
  const latest = scope.latest()
  if (!latest || orders.length === 0) return latest && { version: latest, hasNext: false }
  const highest = Math.max(...orders)
  const newer = scope.versions().filter((version) => (scope.orderOf(version) ?? 0) > highest)
  const [next, ...rest] = newer
  if (next) return { version: next, hasNext: rest.length > 0 }
  const last = scope.versions().findLast((version) => (scope.orderOf(version) ?? 0) <= highest)
  return last ? { version: last, hasNext: false } : null
}

interface Candidate {
  readonly version: Version
  /** Which build of which job had it. */
  readonly vouchedBy: ReadonlyMap<string, number>
  readonly hasNext: boolean
}

type Candidates = ReadonlyMap<string, Candidate>

/** All inputs that name a passed job take their versions from one and the same build of it. */
function resolveGroup(job: JobConfig, steps: readonly GetStep[], world: World): Candidates | null {
  const satisfy = (candidates: Candidates): Candidates | null => {
    for (const step of steps) {
      for (const passed of [...(step.passed ?? [])].sort()) {
        if (candidates.get(step.get)?.vouchedBy.has(passed)) continue
        for (const { build, hasNext } of buildsToTry(job, step, passed, world)) {
          const tried = adopt(candidates, { steps, passed, build, hasNext })
          if (!tried?.get(step.get)?.vouchedBy.has(passed)) continue
          const whole = satisfy(tried)
          if (whole) return whole
        }
        return null
      }
    }
    return candidates
  }
  return satisfy(new Map())
}

/** Succeeded builds of a passed job, in the order in which they are tried. */
function buildsToTry(job: JobConfig, step: GetStep, passed: string, { record, scopeOf }: World) {
  const newestFirst = record.succeeded(passed)
  const plain = newestFirst.map((build) => ({ build, hasNext: false }))
  if (step.version !== 'every') return plain
  const last = lastUser(job, step, record, scopeOf(resourceOf(step)))?.pipes.get(passed)
  if (last === undefined) return plain
  const lastBuild = record.byId(last)
  if (!lastBuild) return plain
  const unused = newestFirst.filter((build) => isNewer(build, lastBuild)).reverse()
  const older = newestFirst.filter((build) => !unused.includes(build))
  return [
    ...unused.map((build, index) => ({ build, hasNext: index < unused.length - 1 })),
    ...older.map((build) => ({ build, hasNext: false })),
  ]
}

/** A rerun counts as its original, and is newer than it. */
function isNewer(one: Build, other: Build): boolean {
  const [rank, otherRank] = [one.rerunOf ?? one.id, other.rerunOf ?? other.id]
  return rank > otherRank || (rank === otherRank && one.id > other.id)
}

/** The latest build of the job that used the newest of all versions it ever used. */
function lastUser(job: JobConfig, step: GetStep, record: BuildRecord, scope: Scope): Build | undefined {
  const orderIn = (build: Build) => {
    const used = build.inputs.get(step.get)
    return used ? (scope.orderOf(used) ?? -1) : -1
  }
  return record
    .of(job.name)
    .filter((build) => orderIn(build) >= 0)
    .sort((one, other) => orderIn(one) - orderIn(other) || one.id - other.id)
    .at(-1)
}

interface Adoption {
  readonly steps: readonly GetStep[]
  readonly passed: string
  readonly build: Build
  readonly hasNext: boolean
}

/** The candidates with what this build had; null when it had something else than what is chosen already. */
function adopt(candidates: Candidates, { steps, passed, build, hasNext }: Adoption): Candidates | null {
  const next = new Map(candidates)
  for (const step of steps) {
    if (!step.passed?.includes(passed)) continue
    const had = build.produced.filter(({ resource }) => resource === resourceOf(step)).map(({ version }) => version)
    const chosen = next.get(step.get)
    const fitting = had.find((version) => !isPinned(step.version) || same(version, step.version))
    if (!fitting) continue
    if (chosen && !had.some((version) => same(version, chosen.version))) return null
    next.set(step.get, {
      version: chosen?.version ?? fitting,
      vouchedBy: new Map([...(chosen?.vouchedBy ?? []), [passed, build.id]]),
      hasNext: (chosen?.hasNext ?? false) || hasNext,
    })
  }
  return next
}
