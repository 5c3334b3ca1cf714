import { createHash, randomBytes } from 'node:crypto'

/** 32 random bytes that prove who somebody is; shown once, kept only as a hash. */
export const newSecret = (prefix: string): string => `${prefix}_${randomBytes(32).toString('base64url')}`

/** SHA-256, hex. The secrets are 256 random bits, so a slow hash would add nothing. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')
