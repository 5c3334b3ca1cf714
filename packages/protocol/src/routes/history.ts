import * as z from 'zod/mini'
import { clientChannels } from '../channels.ts'
import { restAnswers, restSchemas } from '../rest.ts'
import type { RouteName, RouteRow } from './row.ts'

export const historyRoutes = {
  'GET /history': {
    summary:
      'A page of the record: `after` a sequence oldest first, else newest first, `before` one or from the head; the filters go with newest first, where `next` is the `before` of the page after it, and a page may be empty and have one',
    rights: ['view'],
    query: restSchemas.historyQuery,
    answer: restAnswers.history,
  },
  'GET /history/head': {
    summary: 'The end of the record, signed; needs to view all gates',
    rights: ['view'],
    answer: restAnswers.head,
  },
  'GET /history/key': {
    summary: 'The public key with which heads are checked',
    rights: ['view'],
    answer: restAnswers.signingKey,
  },
  'GET /history/export': {
    summary: 'The stored bytes, an event a line; needs to view all gates',
    rights: ['view'],
    query: restSchemas.exportQuery,
    answer: z.string(),
    media: 'application/x-ndjson',
  },
  'GET /numbers': {
    summary:
      'What `from` … `until` (at most 100 days) comes to, at and below a gate: waiting times, outcomes, approvals outside Monday to Friday 9 to 18 of a time zone (`Europe/Madrid`; UTC where none is named), time blocked',
    rights: ['view'],
    query: restSchemas.numbersQuery,
    answer: restAnswers.numbers,
    refusals: ['too_many'],
  },
  'GET /calls': {
    summary:
      'What the link told others outside, as its integrations say, and what came of it; newest first, `before` an id or from the newest, and a page may be empty and have a `next`',
    rights: ['view'],
    query: restSchemas.callsQuery,
    answer: restAnswers.calls,
  },
  'GET /sync': {
    summary: 'What happened after a sequence, and what is true now: as the channel `sync`',
    rights: clientChannels.sync.rights,
    query: restSchemas.syncQuery,
    answer: clientChannels.sync.answer,
  },
} as const satisfies Record<RouteName, RouteRow>
