export { type CallOptions, type RestClient, type RestMethod, type RestOptions, restClient } from './rest/client.ts'
export type { Result } from './result.ts'
