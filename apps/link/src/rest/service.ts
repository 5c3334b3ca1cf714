import { ok } from '@boss-deployer/gate'
import { openApiDocument, type Routes } from '@boss-deployer/protocol'
import type { RouteHandler } from './route.ts'

const document = JSON.stringify(openApiDocument())

export const showOpenApi: RouteHandler<Routes['GET /openapi.json']> = async () => ok(document)

export const sayWell: RouteHandler<Routes['GET /healthz']> = async () => ok({ ok: true })
