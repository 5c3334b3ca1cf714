import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openKernel } from './case/kernel.ts'
import { modelFiles, writeFiles } from './files/export.ts'

const own = fileURLToPath(new URL('..', import.meta.url))
const folder = process.argv[2] ?? join(own, 'out')

for (const path of writeFiles(folder, modelFiles(await openKernel()))) {
  process.stdout.write(`${relative(process.cwd(), path)}\n`)
}
