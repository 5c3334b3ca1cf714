// Makes the three kinds of bundle: the programs of the Concourse resource, the console and the face of the gadget.
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { build as buildPage } from 'vite'
import { refuseExternals, shared, withoutDebug } from './bundling.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const browsers = ['es2022', 'chrome111', 'firefox115', 'safari16.4']

/** `check`, `in` and `out`: one file each, CommonJS because Node starts it a little faster than a module. */
async function bundleResource() {
  const out = join(root, 'apps/resource/dist')
  rmSync(out, { recursive: true, force: true })
  const names = ['check', 'in', 'out']
  const { metafile } = await build({
    ...shared,
    entryPoints: names.map((name) => ({ in: `apps/resource/src/${name}.ts`, out: name })),
    outdir: 'apps/resource/dist',
    // Without an extension, as Concourse wants them.
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    banner: { js: '#!/usr/bin/env node' },
    alias: withoutDebug,
  })
  refuseExternals(metafile)
  // Our package.json says "module"; a file without extension would be read as one.
  writeFileSync(join(out, 'package.json'), '{ "type": "commonjs" }\n')
  for (const name of names) {
    const path = join(out, name)
    cpSync(`${path}.cjs`, path)
    rmSync(`${path}.cjs`)
    chmodSync(path, 0o755)
  }
}

/** A page: its script and style with hashed names, its index.html naming them, and its `public/` folder as it is. */
async function bundlePage({ source, script, out, publicFolder }) {
  rmSync(join(root, out), { recursive: true, force: true })
  mkdirSync(join(root, out), { recursive: true })
  if (existsSync(join(root, publicFolder))) cpSync(join(root, publicFolder), join(root, out), { recursive: true })
  const options = {
    ...shared,
    outdir: out,
    platform: 'browser',
    target: browsers,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.svg': 'file', '.png': 'file', '.webp': 'file', '.woff2': 'file', '.mp3': 'file' },
  }
  const { metafile } = await build({
    ...options,
    entryPoints: [`${source}/${script}`],
    splitting: true,
    sourcemap: 'linked',
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
  })
  refuseExternals(metafile)
  const html = readFileSync(join(root, source, 'index.html'), 'utf8')
  writeFileSync(join(root, out, 'index.html'), page(html, metafile, `${source}/${script}`))
}

/**
 * The console. Vite puts each module where it is first needed, by what is used of it: esbuild would load with the first
 * page whatever a later page uses of a package.
 */
async function bundleConsole() {
  const source = join(root, 'apps/console/src')
  const outDir = join(root, 'apps/console/dist/public')
  await buildPage({
    root: source,
    configFile: false,
    logLevel: 'error',
    publicDir: join(root, 'apps/console/public'),
    resolve: { conditions: [...shared.conditions, 'module', 'browser', 'production'] },
    build: {
      outDir,
      emptyOutDir: true,
      target: browsers,
      sourcemap: true,
      assetsInlineLimit: 0,
      // One file for all that the first page needs is smaller than many, and asked for at once.
      rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
    },
  })
  cpSync(join(root, 'hardware/release/gadget.glb'), join(outDir, 'gadget.glb'))
  // A service worker keeps its name: the browser asks for it by that name for ever.
  await build({
    ...shared,
    entryPoints: [join(source, 'worker/sw.ts')],
    outfile: join(outDir, 'sw.js'),
    platform: 'browser',
    target: browsers,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"', FILES: JSON.stringify(filesIn(outDir)) },
  })
}

/** All files of a page, for its service worker. Vite's names change with what is in them. */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
    .map(({ parentPath, name }) => {
      const url = `/${relative(folder, join(parentPath, name)).replaceAll('\\', '/')}`
      const isNamedByContent = url.startsWith('/assets/')
      const content = () =>
        createHash('sha256')
          .update(readFileSync(join(parentPath, name)))
          .digest('hex')
          .slice(0, 16)
      return { url, revision: isNamedByContent ? null : content() }
    })
    .sort((one, other) => (one.url < other.url ? -1 : 1))
}

/** index.html names `main.js` and `main.css`; the browser gets them under their hashed names. */
function page(html, metafile, script) {
  // What is loaded later is an entry of its own to esbuild.
  const [file, entry] = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === script) ?? []
  if (!file) throw new Error('esbuild named no entry point')
  const made = { 'main.js': file, 'main.css': entry.cssBundle }
  return Object.entries(made).reduce((text, [name, path]) => {
    if (!text.includes(`/${name}"`)) {
      if (path) throw new Error(`index.html does not load ${name}`)
      return text
    }
    if (!path) throw new Error(`index.html loads ${name}, but nothing imports a style`)
    return text.replace(`/${name}"`, `/assets/${basename(path)}"`)
  }, html)
}

await Promise.all([
  bundleResource(),
  bundleConsole(),
  bundlePage({
    source: 'apps/gadget/src/face',
    script: 'main.ts',
    out: 'apps/gadget/dist/public',
    publicFolder: 'apps/gadget/public',
  }),
])
