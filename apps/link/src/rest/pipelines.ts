import { type GatePath, ok, ROOT } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import { everything, parseEvent } from '@boss-deployer/store'
import { gatesWith } from '../auth/principal.ts'
import { isoTime } from '../clock.ts'
import type { PipelineHere } from '../hub/pipelines-here.ts'
import { reaches } from '../requests/caller.ts'
import type { RouteHandler } from './route.ts'

/** Of so many requests back one hears who asked lately, and so many pipelines are listed. */
const REQUESTS_BACK = 200
const MOST = 500

interface Known {
  readonly gate: GatePath
  readonly pipeline: string | null
  readonly step: string | null
}

const keyOf = ({ gate, pipeline, step }: Known): string => JSON.stringify([gate, pipeline, step])

/** Who is here now comes first, then who asked lately; each step of a pipeline once. */
export const listPipelines: RouteHandler<Routes['GET /pipelines']> = async ({ caller, parts }) => {
  const now = parts.clock()
  const tops = [...new Set(caller.rights.flatMap((right) => gatesWith(caller.principal, right)))]
  const seenFrom = tops.includes(ROOT) ? null : tops
  const asked = await parts.store.search({ ...everything, outcome: 'locked', seenFrom }, null, REQUESTS_BACK)
  const pipelines = new Map<string, ReturnType<typeof hereView> | ReturnType<typeof askedView>>()
  for (const each of parts.here()) if (reaches(caller, each.gate)) pipelines.set(keyOf(each), hereView(each, now))
  for (const stored of asked.events) {
    const event = parseEvent(stored)
    if (event.type !== 'locked' || !reaches(caller, event.gate) || pipelines.has(keyOf(event))) continue
    pipelines.set(keyOf(event), askedView(event))
  }
  return ok({ pipelines: [...pipelines.values()].slice(0, MOST) })
}

const hereView = ({ since, ...rest }: PipelineHere, now: number) => ({
  ...rest,
  online: true,
  since: isoTime(since),
  seenAt: isoTime(now),
})

interface Asked extends Known {
  readonly by: { readonly name: string }
  readonly at: number
}

const askedView = ({ gate, pipeline, step, by, at }: Asked) => ({
  ...{ gate, pipeline, step, by: by.name, online: false, transport: null, since: null },
  seenAt: isoTime(at),
})
