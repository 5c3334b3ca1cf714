import * as z from 'zod/mini'
import { restAnswers } from '../rest.ts'
import type { RouteName, RouteRow } from './row.ts'

export const serviceRoutes = {
  'GET /openapi.json': {
    summary: 'This API as an OpenAPI 3.1 document',
    rights: 'everyone',
    answer: z.looseObject({ openapi: z.string() }),
    media: 'application/json',
  },
  'GET /healthz': { summary: 'The process answers', rights: 'everyone', answer: restAnswers.well, isTop: true },
} as const satisfies Record<RouteName, RouteRow>
