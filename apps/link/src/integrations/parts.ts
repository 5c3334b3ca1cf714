import { fields } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import { isSafeAddress } from '../auth/safe-address.ts'

/** Fields that integrations have in common. */
export const name = z
  .string()
  .check(z.regex(/^[a-z0-9]{1,40}(?:_[a-z0-9]{1,40}){0,3}$/, 'is words of a-z and 0-9 joined by _'))
export const gate = fields.gate
export const text = fields.line(1_000)
export const address = fields
  .line(2_000)
  .check(z.refine(isSafeAddress, 'is not an https address (http is for this machine alone)'))

/** What stands in a file of its own, without the line end; the path is taken from the folder of the integrations file. */
export type ReadSecret = (path: string) => string

export const bare = (url: string): string => url.replace(/\/+$/, '')
