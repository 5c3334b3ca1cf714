export * from './gadget/mac.ts'
export * from './gadget/messages.ts'
export * from './gadget/provisioning.ts'
export * from './gadget/times.ts'
