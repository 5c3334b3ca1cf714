export * from './record/check.ts'
export * from './record/handover.ts'
export * from './record/key.ts'
export * from './record/signed-head.ts'
