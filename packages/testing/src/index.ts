export * from './held-clock.ts'
export * from './link.ts'
