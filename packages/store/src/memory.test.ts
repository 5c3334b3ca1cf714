import { memoryStore } from './memory.ts'
import { storeContract } from './testing/contract.ts'

storeContract({
  name: 'the memory store',
  capabilities: { keepsAfterClose: false, isShared: true },
  makePlace: async () => ({ open: async () => memoryStore(), remove: async () => {} }),
})
