import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder of its own, and a way to be rid of it. */
export function makeFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'boss-store-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** The path of a store's file in a folder that goes when the test ends. */
export function freshFile(): string {
  const folder = makeFolder()
  onTestFinished(() => folder.remove())
  return join(folder.path, 'data', 'boss.sqlite')
}
