export * from './gadget/index.ts'
export * from './held-clock.ts'
export * from './link.ts'
export * from './store/faulty-store.ts'
