import type { WireError } from '@boss-deployer/protocol'
import { fail, type Result } from '../result.ts'

export interface Exchange {
  readonly method: string
  readonly address: URL
  readonly token: string
  readonly body: string | null
  readonly ifMatch?: string
  readonly deadlineMs: number
  readonly signal?: AbortSignal
}

export interface Exchanged {
  readonly status: number
  readonly text: string
}

/** An answer larger than this is not one of ours. */
export const LARGEST_ANSWER = 8 * 1024 * 1024

export const unavailable = (message: string): Result<never, WireError> => fail({ code: 'unavailable', message })
