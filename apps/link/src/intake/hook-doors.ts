import { fail } from '@boss-deployer/gate'
import { HOOKS_PATH, type WireError } from '@boss-deployer/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { CallsOut } from '../calls/calls.ts'
import type { Integration } from '../calls/integration.ts'
import type { HubParts } from '../hub/hub.ts'
import { sendProblem } from '../rest/problem.ts'
import { openTurns } from '../turns.ts'
import { openDeliveries } from './deliveries.ts'
import { hear } from './hear.ts'

/** GitHub's payloads carry whole repositories and their owners; none that means something here comes near this. */
const LARGEST_BYTES = 1024 * 1024

interface Doors {
  readonly integrations: readonly Integration[]
  readonly calls: Pick<CallsOut, 'add'>
  readonly parts: HubParts
}

/** A door for each integration that posts to the link. Bodies are kept as they came: their bytes are what is signed. */
export function addHookDoors(app: FastifyInstance, { integrations, calls, parts }: Doors): void {
  const deliveries = openDeliveries()
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
    for (const { name, hook } of integrations) {
      if (!hook) continue
      const hearing = {
        hub: parts,
        deliveries,
        inTurn: openTurns(),
        add: (planned: Parameters<CallsOut['add']>[1]) => calls.add(name, planned),
      }
      scope.post(`${HOOKS_PATH}/${name}`, { bodyLimit: LARGEST_BYTES }, async (request, reply) => {
        const { headers, body } = request
        const taken = Buffer.isBuffer(body)
          ? await hear(hook, { headers, body }, hearing)
          : fail({ code: 'invalid_message', message: 'a webhook has a body' } as const)
        return taken.ok ? reply.send(taken.value) : refuse(taken.error, { request, reply, parts })
      })
    }
  })
}

interface Refused {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly parts: HubParts
}

/** What is not signed leaves a line, as whoever comes with a wrong token does. */
function refuse(error: WireError, { request: { ip, url }, reply, parts }: Refused): FastifyReply {
  if (error.code === 'unauthenticated' || error.code === 'forbidden')
    parts.security({ event: 'request', outcome: 'refused', subject: null, address: ip, route: `POST ${url}` })
  return sendProblem(reply, error)
}
