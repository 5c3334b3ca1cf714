export * from './chain/check.ts'
export type { RecordCrypto } from './chain/crypto.ts'
export { emptyHead, type Head, type SignedHead, signedHeadText } from './chain/head.ts'
