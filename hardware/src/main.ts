import { readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openKernel } from './case/kernel.ts'
import { keptFiles } from './files/drawings.ts'
import { modelFiles, writeFiles } from './files/export.ts'

const own = fileURLToPath(new URL('..', import.meta.url))
const usage = 'main.js case [folder]: the files to print; main.js drawings: the pictures and files kept in hardware/\n'

const [wanted, folder = join(own, 'out')] = process.argv.slice(2)
const kernel = await openKernel()

function write(to: string, files: ReadonlyMap<string, string | Uint8Array>) {
  for (const path of writeFiles(resolve(to), files)) process.stdout.write(`${relative(process.cwd(), path)}\n`)
}

if (wanted === 'case') write(folder, modelFiles(kernel))
else if (wanted === 'drawings') {
  write(own, keptFiles(kernel, readFileSync(join(own, '../firmware/board/pins.h'), 'utf8')))
} else {
  process.stderr.write(usage)
  process.exitCode = 2
}
