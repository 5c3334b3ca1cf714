import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build, consume, forPrinting } from '../case/build.ts'
import type { Kernel } from '../case/kernel.ts'
import { meshesOnScreen } from '../parts/on-screen.ts'
import { parts } from '../parts/parts.ts'
import { writeGlb } from './glb.ts'
import { meshOf } from './mesh.ts'
import { writeStl } from './stl.ts'
import { write3mf } from './three-mf.ts'

/** Every file that is made of the model, by its name: STL and 3MF of each part, and the gadget for a screen. */
export function modelFiles(kernel: Kernel): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  for (const { name, printed } of parts) {
    const mesh = consume(build(kernel, printed, forPrinting), meshOf)
    files.set(`${name}.stl`, writeStl(name, mesh))
    files.set(`${name}.3mf`, write3mf(name, mesh))
  }
  files.set('gadget.glb', writeGlb(meshesOnScreen(kernel)))
  return files
}

/** Writes files below a folder, makes the folders that are missing, and gives the paths. */
export function writeFiles(folder: string, files: ReadonlyMap<string, string | Uint8Array>): readonly string[] {
  return [...files].map(([name, content]) => {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    return path
  })
}
