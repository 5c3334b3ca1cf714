// Makes the client as a package that stands alone, in packages/client/out: its own files and those of our other packages
// that they import, with their types. `npm publish packages/client/out` publishes it.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const out = process.argv[2] ?? join(root, 'packages/client/out')
const scope = '@boss-deployer/'
const entries = ['index', 'rest']

/** What follows `from` or stands in `import(…)`. */
const specifiers = /(\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"]+)\2/g

/** @param {string} file @returns {{ version: string, dependencies?: Record<string, string>, [field: string]: unknown }} */
const manifestOf = (file) => JSON.parse(readFileSync(join(root, file, 'package.json'), 'utf8'))

/** The file in `dist` that a specifier means, from the root; null: another's package. */
function targetOf(specifier, from) {
  const isTypes = from.endsWith('.d.ts')
  if (specifier.startsWith('.')) {
    const path = posix.join(posix.dirname(from), specifier)
    return isTypes ? path.replace(/\.[jt]s$/, '.d.ts') : path
  }
  if (!specifier.startsWith(scope)) return null
  const [name = '', ...rest] = specifier.slice(scope.length).split('/')
  return `packages/${name}/dist/${rest.length > 0 ? rest.join('/') : 'index'}${isTypes ? '.d.ts' : '.js'}`
}

/** `packages/protocol/dist/fields.js` is `protocol/fields.js` there. */
const placeOf = (file) => file.replace(/^packages\/([^/]+)\/dist\//, '$1/')

/** All files that the entries need, each with its text for where it goes. @returns {Map<string, string>} */
function collect() {
  const files = new Map()
  const waiting = entries.flatMap((name) => [`packages/client/dist/${name}.js`, `packages/client/dist/${name}.d.ts`])
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue
    const here = file
    const text = readFileSync(join(root, here), 'utf8').replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n')
    const moved = text.replace(specifiers, (whole, before, quote, specifier) => {
      const target = targetOf(specifier, here)
      if (target === null) return whole
      waiting.push(target)
      const path = posix.relative(posix.dirname(placeOf(here)), placeOf(target)).replace(/\.d\.ts$/, '.js')
      return `${before}${quote}${path.startsWith('.') ? path : `./${path}`}${quote}`
    })
    files.set(here, moved)
  }
  return files
}

/** Those that the files of all our packages in it need. */
function dependenciesOf(files) {
  const rooms = new Set([...files.keys()].map((file) => file.split('/').slice(0, 2).join('/')))
  const all = [...rooms].flatMap((room) => Object.entries(manifestOf(room).dependencies ?? {}))
  return Object.fromEntries(
    all.filter(([name]) => !name.startsWith(scope)).sort(([one], [other]) => one.localeCompare(other)),
  )
}

const files = collect()
const { name, version, description, keywords, license, type, sideEffects, engines } = manifestOf('packages/client')
const exportOf = (entry) => ({ types: `./client/${entry}.d.ts`, default: `./client/${entry}.js` })
const manifest = {
  ...{ name, version, description, keywords, license, type, sideEffects },
  exports: { '.': exportOf('index'), './rest': exportOf('rest'), './package.json': './package.json' },
  types: './client/index.d.ts',
  files: ['client', 'protocol', 'gate'],
  engines,
  dependencies: dependenciesOf(files),
}

rmSync(out, { recursive: true, force: true })
for (const [file, text] of files) {
  const place = join(out, placeOf(file))
  mkdirSync(dirname(place), { recursive: true })
  writeFileSync(place, text)
}
writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
cpSync(join(root, 'packages/client/README.md'), join(out, 'README.md'))
cpSync(join(root, 'LICENSE'), join(out, 'LICENSE'))

const packed = spawnSync('npm', ['pack', '--silent', '--pack-destination', out], { cwd: out, encoding: 'utf8' })
if (packed.status !== 0) throw new Error(packed.stderr)
process.stdout.write(`${relative(process.cwd(), join(out, packed.stdout.trim()))}\n`)
