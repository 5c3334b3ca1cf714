import { randomInt } from 'node:crypto'
import { fail, ok, type Result } from '@boss-deployer/gate'
import { type Camel, parse, restSchemas, toWire, type WireError } from '@boss-deployer/protocol'
import type { Store } from '@boss-deployer/store'
import { v7 as uuidv7 } from 'uuid'
import * as z from 'zod/mini'
import type { Clock } from '../clock.ts'
import { hashSecret } from './secret.ts'

const LASTS_MS = 15 * 60_000
const MAX_CODES = 100
/** 32 signs that nobody takes for another: ten of them are 50 random bits. */
const SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const HALF = 5

const kept = z.object({ what: restSchemas.addEnrolmentCode, by: z.object({ id: z.string(), name: z.string() }) })

/** What a code enrols. */
export type ToEnrol = Camel<z.infer<typeof restSchemas.addEnrolmentCode>>
/** What is to be enrolled, and who made the code for it. */
export type Invitation = Camel<z.infer<typeof kept>>

export interface Enrolment {
  /** A code that is good once, for 15 minutes. */
  invite(invitation: Invitation): Promise<Result<{ readonly code: string; readonly expiresAt: number }, WireError>>
  /** Takes a code out: whoever comes second, or too late, gets nothing. */
  take(code: string): Promise<Result<Invitation, WireError>>
}

const sign = () => SIGNS[randomInt(SIGNS.length)] ?? ''
const half = () => Array.from({ length: HALF }, sign).join('')
/** People write codes in small letters, without the dash, or with spaces. */
const plain = (code: string): string => code.toUpperCase().replace(/[^A-Z0-9]/g, '')

export function enrolment({ credentials }: Pick<Store, 'credentials'>, clock: Clock): Enrolment {
  return {
    async invite({ what, by }) {
      const open = (await credentials.list('enrolment')).filter(({ expiresAt }) => (expiresAt ?? 0) > clock())
      if (open.length >= MAX_CODES)
        return fail({ code: 'too_many', message: `there are ${MAX_CODES} codes: wait until some have ended` })
      const code = `${half()}-${half()}`
      const expiresAt = clock() + LASTS_MS
      await credentials.add({
        id: uuidv7(),
        kind: 'enrolment',
        secretHash: hashSecret(plain(code)),
        subject: `${what.kind}:${what.name}`,
        name: what.name,
        grants: [],
        about: JSON.stringify(toWire({ what, by })),
        createdAt: clock(),
        createdBy: by.id,
        expiresAt,
        revokedAt: null,
        lastUsedAt: null,
      })
      return ok({ code, expiresAt })
    },
    async take(code) {
      const taken = await credentials.take('enrolment', hashSecret(plain(code)))
      const invitation = parse(kept, JSON.parse(taken?.about ?? 'null'))
      if (!taken || !invitation.ok || (taken.expiresAt ?? 0) <= clock())
        return fail({
          code: 'unauthenticated',
          message: 'this code was used, has ended or was never made: get a new one',
        })
      return invitation
    },
  }
}
