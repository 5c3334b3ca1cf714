export { type CallOptions, type RestClient, type RestMethod, type RestOptions, restClient } from './rest/client.ts'
export { askDeviceCode, askDeviceToken, type DeviceAnswer, type DeviceCode } from './rest/device.ts'
export type { Result } from './result.ts'
