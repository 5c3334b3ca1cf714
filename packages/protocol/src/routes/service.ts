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
  'GET /readyz': {
    summary: 'The store answers, and the link is not about to stop',
    rights: 'everyone',
    answer: restAnswers.well,
    isTop: true,
  },
  'GET /metrics': {
    summary: 'Figures for Prometheus; needs to view all gates',
    rights: ['view'],
    answer: z.string(),
    media: 'text/plain; version=0.0.4; charset=utf-8',
    isTop: true,
  },
} as const satisfies Record<RouteName, RouteRow>
