import { fail, ok, ROOT } from '@boss-deployer/gate'
import { openApiDocument, type Routes } from '@boss-deployer/protocol'
import { mayAt } from '../auth/principal.ts'
import type { RouteHandler } from './route.ts'

/** A store that does not answer within this time is not there. */
const STORE_ANSWERS_WITHIN_MS = 2_000

const document = JSON.stringify(openApiDocument())

export const showOpenApi: RouteHandler<Routes['GET /openapi.json']> = async () => ok(document)

export const sayWell: RouteHandler<Routes['GET /healthz']> = async () => ok({ ok: true })

/** Ready is who can decide: a balancer sends nobody new to a link that is not. */
export const sayReady: RouteHandler<Routes['GET /readyz']> = async ({ parts: { store, isDraining } }) => {
  if (isDraining()) return fail({ code: 'unavailable', message: 'this link is about to stop' })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, STORE_ANSWERS_WITHIN_MS, false)
  })
  const answers = store.head().then(
    () => true,
    () => false,
  )
  const isThere = await Promise.race([answers, late]).finally(() => clearTimeout(timer))
  return isThere ? ok({ ok: true }) : fail({ code: 'unavailable', message: 'the store does not answer' })
}

export const showMetrics: RouteHandler<Routes['GET /metrics']> = async ({ caller, parts: { metrics } }) =>
  mayAt(caller.principal, 'view', ROOT)
    ? ok(await metrics.text())
    : fail({ code: 'forbidden', message: 'the figures are of all gates: this token reaches only some' })
