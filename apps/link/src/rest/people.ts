import { fail, ok } from '@boss-deployer/gate'
import { parse, restSchemas } from '@boss-deployer/protocol'
import type { Credential, RoleAt } from '@boss-deployer/store'
import { isoTime, isoTimeOrNull } from '../clock.ts'
import { type Caller, gateMeant, reaches } from '../requests/caller.ts'
import type { RestCall, Route } from './route.ts'

const tokenView = ({ id, subject, name, grants, createdAt, expiresAt, revokedAt, lastUsedAt }: Credential) => ({
  id,
  subject,
  name,
  grants,
  createdAt: isoTime(createdAt),
  expiresAt: isoTimeOrNull(expiresAt),
  revokedAt: isoTimeOrNull(revokedAt),
  lastUsedAt: isoTimeOrNull(lastUsedAt),
})

/** Nobody gives away more than they hold: a token for gates in one's own reach only. */
const mayGive = (caller: Caller, grants: readonly RoleAt[]): boolean =>
  grants.every(({ gate }) => reaches(caller, gate))

const tooWide = { code: 'forbidden', message: 'grants: name gates at which you operate' } as const

export const peopleRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/tokens',
    rights: ['operate'],
    async answer({ caller, parts: { authenticator } }) {
      const tokens = (await authenticator.tokens()).filter(({ grants }) => mayGive(caller, grants))
      return ok({ tokens: tokens.map(tokenView) })
    },
  },
  {
    method: 'POST',
    path: '/tokens',
    rights: ['operate'],
    status: 201,
    async answer({ caller, parts: { authenticator }, request }) {
      const body = parse(restSchemas.addToken, request.body)
      if (!body.ok) return body
      const { name, grants, expiresAt = null } = body.value
      if (!mayGive(caller, grants)) return fail(tooWide)
      const until = expiresAt === null ? null : Date.parse(expiresAt)
      const issued = await authenticator.issueToken({ name, grants, expiresAt: until })
      return issued.ok ? ok({ ...tokenView(issued.value.credential), token: issued.value.secret }) : issued
    },
  },
  { method: 'DELETE', path: '/tokens/:id', rights: ['operate'], answer: revokeToken },
  {
    method: 'GET',
    path: '/gadgets',
    rights: ['relay', 'view'],
    async answer({ caller, parts: { gadgets } }) {
      const rows = (await gadgets.list()).filter(({ gate }) => reaches(caller, gate))
      return ok({
        gadgets: rows.map(({ id, name, gate, revokedAt }) => ({ id, name, gate, revokedAt: isoTimeOrNull(revokedAt) })),
      })
    },
  },
  {
    method: 'POST',
    path: '/gadgets',
    rights: ['operate'],
    status: 201,
    async answer({ caller, parts: { executor, gadgets }, request }) {
      const body = parse(restSchemas.addGadget, request.body)
      if (!body.ok) return body
      const { id, name, boss = null } = body.value
      const gate = gateMeant(executor.state(), caller, body.value.gate)
      if (!gate.ok) return gate
      const enrolled = await gadgets.enrol({ id, name, gate: gate.value, boss })
      if (!enrolled.ok) return enrolled
      const { macKey, pressKey } = enrolled.value
      return ok({ id, name, gate: gate.value, macKey, pressKey })
    },
  },
  { method: 'DELETE', path: '/gadgets/:id', rights: ['operate'], answer: revokeGadget },
]

async function revokeToken({ caller, parts: { authenticator, disconnect }, request }: RestCall) {
  const params = parse(restSchemas.idParams, request.params)
  if (!params.ok) return params
  const token = (await authenticator.tokens()).find(({ id }) => id === params.value.id)
  if (!token) return fail({ code: 'invalid_message', message: 'there is no such token' } as const)
  if (!mayGive(caller, token.grants)) return fail(tooWide)
  const revoked = await authenticator.revoke(token.id)
  disconnect(token.id)
  return ok({ revoked })
}

async function revokeGadget({ caller, parts: { gadgets }, request }: RestCall) {
  const params = parse(restSchemas.idParams, request.params)
  if (!params.ok) return params
  const gadget = (await gadgets.list()).find(({ id }) => id === params.value.id)
  if (!gadget) return fail({ code: 'invalid_message', message: 'there is no such gadget' } as const)
  if (!reaches(caller, gadget.gate)) return fail(tooWide)
  return ok({ revoked: await gadgets.revoke(gadget.id) })
}
