import { join } from 'node:path'
import { storeContract } from '../testing/contract.ts'
import { makeFolder } from '../testing/folder.ts'
import { openSqlite } from './open.ts'

storeContract({
  name: 'the SQLite store',
  capabilities: { keepsAfterClose: true, isShared: false },
  async makePlace() {
    const folder = makeFolder()
    return { open: () => openSqlite(join(folder.path, 'boss.sqlite')), remove: async () => folder.remove() }
  },
})
