import type { IncomingMessage } from 'node:http'
import { fail, type GatePath, ok, type Result } from '@boss-deployer/gate'
import { hello, parse, type Right, type Role, rightsOfConnection, type WireError } from '@boss-deployer/protocol'
import { has, type Principal } from '../auth/principal.ts'
import type { Bearer } from '../auth/proofs.ts'
import { firstOf, isSameOrigin, sessionsIn } from '../auth/session.ts'

/** Who is at the other end of a socket. */
export interface Guest {
  readonly principal: Principal
  readonly role: Role
  /** The right by which it hears what happens. */
  readonly hears: Right
  readonly gate: GatePath | null
  readonly pipeline: string | null
  readonly step: string | null
  readonly resumeFrom: number | null
  /** Whether it stops something when the gate is blocked. */
  readonly guards: boolean
  /** Asks once more who this is: what was revoked or changed meanwhile, here or at another link. */
  readonly prove: () => ReturnType<Bearer>
}

export interface Door {
  readonly bearer: Bearer
  readonly parseCookie: (header: string) => Readonly<Record<string, string | undefined>>
}

/** Checks what a client says when it connects. A browser has no token: its session cookie speaks, from our own page only. */
export async function admit(
  auth: unknown,
  request: IncomingMessage,
  { bearer, parseCookie }: Door,
): Promise<Result<Guest, WireError>> {
  const said = parse(hello, auth)
  if (!said.ok) return said
  const { token, role, gate = null, pipeline = null, step = null, resumeFrom = null, guards = false } = said.value
  const secrets = token === undefined ? sessionsOf(request, parseCookie) : [token]
  const principal = await firstOf(secrets, bearer)
  if (!principal.ok) return principal
  const [hears] = rightsOfConnection[role]
  if (!has(principal.value, hears))
    return fail({ code: 'forbidden', message: `this token has no right to ${hears}: it is not for the role ${role}` })
  return ok({ principal: principal.value, role, hears, gate, pipeline, step, resumeFrom, guards, prove })

  async function prove(): ReturnType<Bearer> {
    const again = await firstOf(secrets, bearer)
    const isOther = again.ok && principal.ok && again.value.credential !== principal.value.credential
    return isOther ? fail({ code: 'unauthenticated', message: 'this session has ended' }) : again
  }
}

function sessionsOf({ headers }: IncomingMessage, parseCookie: Door['parseCookie']): readonly string[] {
  return isSameOrigin(headers) ? sessionsIn(parseCookie(headers.cookie ?? '')) : []
}
