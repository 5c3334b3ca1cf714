// The action for GitHub, in one file that is kept in the repository: whoever writes `uses:` gets the files as they are.
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { refuseExternals, shared, withoutDebug } from './bundling.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

export const actionFile = join(root, 'apps/action/dist/index.cjs')

/** The bundle's text, always the same for the same sources. */
export async function bundleAction() {
  const { metafile, outputFiles } = await build({
    ...shared,
    entryPoints: ['apps/action/src/main.ts'],
    outfile: 'apps/action/dist/index.cjs',
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    alias: withoutDebug,
    banner: { js: '// Made by `npm run action` from apps/action/src.' },
  })
  refuseExternals(metafile)
  return outputFiles[0].text
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(actionFile, await bundleAction())
