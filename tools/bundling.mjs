// What all bundles have in common.
import { builtinModules } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

export const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  metafile: true,
  // From source, so that a bundle never holds an older build of a package.
  conditions: ['source'],
  legalComments: 'none',
  logLevel: 'warning',
}

/** For Node these packages offer a build that logs through `debug`, which asks for a package that is not there. */
export const withoutDebug = Object.fromEntries(
  ['socket.io-client', 'engine.io-client', 'socket.io-parser'].map((name) => [
    name,
    join(root, 'node_modules', name, 'build/esm/index.js'),
  ]),
)

/** Packages that `debug` and `ws` try to load and do without; not in our lock file, so they stay outside. */
const optional = ['supports-color', 'bufferutil', 'utf-8-validate']

/** Throws where a bundle would need more than itself and Node. */
export function refuseExternals(metafile) {
  for (const [file, output] of Object.entries(metafile.outputs)) {
    for (const { path, external } of output.imports) {
      const isBuiltin = path.startsWith('node:') || builtinModules.includes(path)
      if (external && !isBuiltin && !optional.includes(path))
        throw new Error(`${file} must stand alone but imports ${path}`)
    }
  }
}
