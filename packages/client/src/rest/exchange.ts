import type { WireError } from '@boss-deployer/protocol'
import type { Result } from '../result.ts'
import { exchangeByFetch } from './exchange-by-fetch.ts'
import { exchangeByHttp } from './exchange-by-http.ts'
import type { Exchange, Exchanged } from './exchanged.ts'

const isNode = typeof process === 'object' && typeof process.getBuiltinModule === 'function'

/** One request and its whole answer, within a deadline. Nothing is followed, kept or repeated. */
export const exchange = (it: Exchange): Promise<Result<Exchanged, WireError>> =>
  isNode ? exchangeByHttp(it) : exchangeByFetch(it)
