import { fields } from '@boss-deployer/protocol'
import { text } from '../command/param.ts'

/** What part of the history is meant, by the names that the link has for it. */
export const filterOptions = {
  gate: text('--gate <gate>', 'at and below this gate', fields.gate),
  person: text('--person <who>', 'done, voted for or concerning: id or name', fields.name),
  pipeline: text('--pipeline <name>', 'about locks of this pipeline', fields.name),
  step: text('--step <name>', 'about locks of this step', fields.name),
  outcome: text('--outcome <what>', 'such as unlocked, rejected, refused, killed, blocked, failed', fields.name),
  via: text('--via <how>', 'such as gadget, console, api, schedule', fields.name),
  lock: text('--lock <uuid>', 'about this lock', fields.uuid),
  since: text('--since <time>', 'from then on, such as 2030-01-31T12:00:00.000Z', fields.time),
  until: text('--until <time>', 'up to but not at this time', fields.time),
} as const

export type Filters = { readonly [K in keyof typeof filterOptions]?: string | undefined }

/** The filters of what was given, without the rest. */
export const filtersOf = ({ gate, person, pipeline, step, outcome, via, lock, since, until }: Filters): Filters => ({
  gate,
  person,
  pipeline,
  step,
  outcome,
  via,
  lock,
  since,
  until,
})

export const hasFilter = (filters: Filters): boolean => Object.values(filters).some((value) => value !== undefined)
