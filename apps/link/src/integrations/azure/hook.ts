import { createHash, timingSafeEqual } from 'node:crypto'
import { ok, type Result } from '@boss-deployer/gate'
import { fields, type WireError } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import type { Heard, Hook } from '../../intake/hook.ts'
import { headerOf, readsJson } from '../../intake/posted.ts'

const BASIC = /^Basic ([A-Za-z\d+/]{1,1000}={0,2})$/i

const notification = z.object({ id: fields.name, eventType: fields.name })
/** https://learn.microsoft.com/azure/devops/service-hooks/events#build.complete */
const buildComplete = z.object({
  resource: z.object({ buildNumber: fields.name, status: fields.name, definition: z.object({ name: fields.name }) }),
})
const readNotification = readsJson(notification)
const readBuild = readsJson(buildComplete)

/** A service hook of the kind Web Hooks, with basic authentication. All that it can do is take questions back. */
export function azureHook(subject: string, password: string): Hook {
  const hashed = (text: string) => createHash('sha256').update(text).digest()
  const wanted = hashed(password)
  return {
    subject,
    isProven({ headers }) {
      const given = BASIC.exec(headerOf(headers, 'authorization'))?.[1] ?? ''
      const [, ...rest] = Buffer.from(given, 'base64').toString('utf8').split(':')
      return timingSafeEqual(hashed(rest.join(':')), wanted)
    },
    deliveryOf({ body }) {
      const told = readNotification(body)
      return told.ok ? told.value.id : null
    },
    hear({ body }) {
      const told = readNotification(body)
      if (!told.ok) return told
      return told.value.eventType === 'build.complete' ? heardOf(body) : ok({ type: 'nothing' })
    },
  }
}

/** However a run ended: its checks wait no more. */
function heardOf(body: Buffer): Result<Heard, WireError> {
  const told = readBuild(body)
  if (!told.ok) return told
  const { buildNumber, status, definition } = told.value.resource
  if (status !== 'completed') return ok({ type: 'nothing' })
  return ok({ type: 'over', pipeline: definition.name, isOver: ({ source }) => source.buildName === buildNumber })
}
