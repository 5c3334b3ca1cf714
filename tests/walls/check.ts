import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import type { Import, Module } from './imports.ts'
import { nodeOnly, type Room, rooms, scope, testOnly } from './rooms.ts'

/** The names in each package.json: by workspace folder, and under '' those of the root, which tests may use. */
export type Declared = Readonly<Record<string, readonly string[]>>

/** Tests and what only they use: `a.test.ts`, and every file below `src/testing` or `test` of a workspace. */
const isTest = (file: string) => /\.test\.tsx?$|^(\w+\/)?\w+\/(src\/testing|test)\//.test(file)

const startsWithEntry = (specifier: string, entries: readonly string[]) =>
  entries.some((entry) => specifier === entry || specifier.startsWith(`${entry}/`))

const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** Every wall that a module breaks, as sentences; none when all is well. */
export function checkModule(module: Module, declared: Declared): string[] {
  const path = module.file.split('/')
  const folder = path[0] && rooms[path[0]] ? path[0] : path.slice(0, 2).join('/')
  const room = rooms[folder]
  if (!room) return [`${module.file}: ${folder} is not in the table of rooms`]
  return module.imports
    .map((found) => problemOf(module.file, { folder, room, declared, found }))
    .filter((problem) => problem !== null)
    .map((problem) => `${module.file}: ${problem}`)
}

interface Place {
  readonly folder: string
  readonly room: Room
  readonly declared: Declared
  readonly found: Import
}

function problemOf(file: string, { folder, room, declared, found }: Place): string | null {
  const { specifier } = found
  if (specifier === null) return 'imports a name that is computed, so that no wall can be seen'
  if (specifier.startsWith('.')) return relativeProblem(file, folder, room, specifier)
  if (isTest(file)) return testProblem(specifier, declared[folder] ?? [], declared[''] ?? [])
  if (room.hasOutside === false) return `imports ${specifier}, but ${folder} imports nothing except its own files`
  return (
    browserProblem(file, folder, room, specifier) ??
    (isBuiltin(specifier) ? null : packageProblem(folder, room, declared[folder] ?? [], found))
  )
}

function relativeProblem(file: string, folder: string, room: Room, specifier: string): string | null {
  const target = posix.join(posix.dirname(file), specifier)
  // What a test of any room may need beside its own folder, such as a database server, is a tool.
  const isInside =
    target.startsWith(`${folder}/src/`) ||
    (isTest(file) && (target.startsWith(`${folder}/`) || /^tools\//.test(target)))
  if (!isInside) return `imports ${specifier}, which is outside ${folder}/src`
  if (isTest(target) && !isTest(file)) return `imports ${specifier}, which is for tests only`
  const isWithin = (area: string, path: string) => path.startsWith(`${folder}/${area}`)
  const leaves = room.browser?.find((area) => isWithin(area, file) && !isWithin(area, target))
  return leaves ? `imports ${specifier}, but what runs in a browser stays in ${folder}/${leaves}` : null
}

function testProblem(specifier: string, own: readonly string[], root: readonly string[]): string | null {
  if (isApp(specifier)) return `imports the app ${specifier}; a test starts it as a process`
  const name = packageOf(specifier)
  const isKnown = isBuiltin(specifier) || own.includes(name) || root.includes(name) || name === `${scope}testing`
  // A package tests itself against its own other entries.
  return isKnown || name.startsWith(scope) ? null : `imports ${name}, which no package.json names`
}

const isApp = (specifier: string) =>
  specifier.startsWith(scope) && Object.hasOwn(rooms, `apps/${packageOf(specifier).slice(scope.length)}`)

function browserProblem(file: string, folder: string, room: Room, specifier: string): string | null {
  if (!room.browser?.some((area) => file.startsWith(`${folder}/${area}`))) return null
  const isOutOfReach = isBuiltin(specifier) || startsWithEntry(specifier, nodeOnly)
  return isOutOfReach ? `imports ${specifier}, which no browser has` : null
}

function packageProblem(folder: string, room: Room, declared: readonly string[], found: Import): string | null {
  const specifier = found.specifier ?? ''
  const name = packageOf(specifier)
  if (isApp(specifier)) return `imports the app ${specifier}; nobody imports an app`
  if (startsWithEntry(specifier, testOnly) && folder !== 'packages/testing')
    return `imports ${specifier}, which is for tests only`
  if (name.startsWith(scope)) {
    const use = room.may[name.slice(scope.length)]
    if (!use) return `imports ${name}, which the table of rooms does not allow to ${folder}`
    if (use === 'types' && !found.isTypeOnly) return `imports more than types of ${name}; write \`import type\``
  }
  return declared.includes(name) ? null : `imports ${name}, which ${folder}/package.json does not name`
}

/** A check that looked at nothing proves nothing: `expected` must come from somewhere else than the modules read. */
export function checkCount(read: number, expected: number): string[] {
  if (read === 0) return ['no module was read']
  return read === expected ? [] : [`${read} modules were read, but there are ${expected}`]
}
