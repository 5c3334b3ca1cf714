// npm run resource:rootfs [folder]: the Concourse resource as a base resource type of a worker, without Docker. It takes the
// node that runs this, the libraries that one asks for, and the certificates of this machine. Needs Linux with glibc.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPrograms } from './resource-programs.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const NODE = '/usr/bin/node'
/** What glibc loads by itself when it looks up a name; in newer ones it is in the library itself. */
const lookups = ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2']
const certificates = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem']
const files = {
  'etc/passwd': 'root:x:0:0:root:/root:/\n',
  'etc/group': 'root:x:0:\n',
  'etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
}

/** What went wrong, for a person. */
class RootfsError extends Error {}

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
  if (status !== 0) throw new RootfsError(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`)
  return stdout
}

/** The libraries of a program, where the loader finds them, and the loader itself. */
export function librariesOf(said) {
  if (said.includes('not found')) throw new RootfsError(`a library of node is missing here:\n${said}`)
  return [...said.matchAll(/(?:=> )?(\/\S+) \(0x[0-9a-f]+\)/g)].map(([, path]) => path)
}

function install(tree, from, to = from) {
  const target = join(tree, to)
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(realpathSync(from), target)
  chmodSync(target, 0o755)
}

function addLibraries(tree, libraries) {
  for (const library of libraries) install(tree, library)
  const folders = new Set(libraries.map((library) => dirname(library)))
  const extra = [...folders].flatMap((folder) => lookups.map((name) => join(folder, name)))
  for (const library of extra) if (existsSync(library)) install(tree, library)
}

function addSystem(tree) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true })
    writeFileSync(join(tree, path), text)
  }
  for (const folder of ['root', 'proc', 'dev', 'sys']) mkdirSync(join(tree, folder), { recursive: true })
  mkdirSync(join(tree, 'tmp'))
  chmodSync(join(tree, 'tmp'), 0o1777)
  const bundle = certificates.find((path) => existsSync(path))
  if (bundle) {
    mkdirSync(join(tree, 'etc/ssl/certs'), { recursive: true })
    copyFileSync(bundle, join(tree, 'etc/ssl/certs/ca-certificates.crt'))
  }
}

/** Makes `rootfs.tgz` and `resource_metadata.json` in a folder, as a worker keeps its base resource types. */
export async function makeRootfs(folder) {
  if (process.platform !== 'linux') throw new RootfsError('a rootfs is made on Linux')
  const tree = mkdtempSync(join(tmpdir(), 'boss-rootfs-'))
  try {
    chmodSync(tree, 0o755)
    install(tree, process.execPath, NODE)
    addLibraries(tree, librariesOf(run('ldd', [process.execPath])))
    await installPrograms(join(tree, 'opt/resource'), NODE)
    addSystem(tree)
    mkdirSync(folder, { recursive: true })
    const owner = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0']
    run('tar', [...owner, '-C', tree, '-czf', join(folder, 'rootfs.tgz'), '.'])
    const { version } = JSON.parse(readFileSync(join(root, 'apps/resource/package.json'), 'utf8'))
    const metadata = { type: 'boss-deployer', version, privileged: false, unique_version_history: false }
    writeFileSync(join(folder, 'resource_metadata.json'), `${JSON.stringify(metadata, null, 2)}\n`)
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}

if (process.argv[1] && basename(process.argv[1]) === 'rootfs.mjs') {
  const folder = resolve(process.argv[2] ?? join(root, 'apps/resource/out/boss-deployer'))
  try {
    await makeRootfs(folder)
    process.stdout.write(`${folder}/rootfs.tgz\n`)
  } catch (error) {
    if (!(error instanceof RootfsError)) throw error
    process.stderr.write(`resource:rootfs: ${error.message}\n`)
    process.exit(1)
  }
}
