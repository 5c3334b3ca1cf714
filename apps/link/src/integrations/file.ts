import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { problemsIn } from '@boss-deployer/protocol'
import { parse as parseYaml } from 'yaml'
import * as z from 'zod/mini'
import type { Integration } from '../calls/integration.ts'
import { azureEntry } from './azure/entry.ts'
import { makeAzure } from './azure/integration.ts'
import { concourseEntry } from './concourse/entry.ts'
import { makeConcourse } from './concourse/integration.ts'
import { githubEntry } from './github/entry.ts'
import { makeGithub } from './github/integration.ts'
import { gitlabEntry } from './gitlab/entry.ts'
import { makeGitlab } from './gitlab/integration.ts'
import { jenkinsEntry } from './jenkins/entry.ts'
import { makeJenkins } from './jenkins/integration.ts'
import type { ReadSecret } from './parts.ts'

/** The integrations file is not as it should be: told in full to a person before anything has begun. */
export class IntegrationsFileError extends Error {}

const MAX_INTEGRATIONS = 100
const MAX_SECRET = 20_000

const entry = z.discriminatedUnion('kind', [azureEntry, concourseEntry, githubEntry, gitlabEntry, jenkinsEntry])
type Entry = z.infer<typeof entry>

const isEachOnce = (names: readonly string[]) => new Set(names).size === names.length

const integrationsFile = z.strictObject({
  integrations: z.array(entry).check(
    z.maxLength(MAX_INTEGRATIONS),
    z.refine((all) => isEachOnce(all.map(({ name }) => name)), 'has a name twice'),
  ),
})

/** Each kind by its own folder. */
function made(one: Entry, readSecret: ReadSecret): Integration {
  switch (one.kind) {
    case 'azure':
      return makeAzure(one, readSecret)
    case 'concourse':
      return makeConcourse(one, readSecret)
    case 'github':
      return makeGithub(one, readSecret)
    case 'gitlab':
      return makeGitlab(one, readSecret)
    case 'jenkins':
      return makeJenkins(one, readSecret)
  }
}

/** Who outside is called, as an operator's file says it. Throws an IntegrationsFileError that names all that is wrong. */
export function readIntegrations(file: string | null): readonly Integration[] {
  if (file === null) return []
  const raw = rawOf(file)
  const parsed = integrationsFile.safeParse(raw)
  if (!parsed.success) throw wrong(file, problemsIn(parsed.error, raw))
  const readSecret = (path: string) => secretIn(resolve(dirname(file), path), file)
  return parsed.data.integrations.map((one) => {
    try {
      return made(one, readSecret)
    } catch (error) {
      throw error instanceof IntegrationsFileError ? error : wrong(file, [`${one.name}: ${messageOf(error)}`])
    }
  })
}

const wrong = (file: string, problems: readonly string[]) =>
  new IntegrationsFileError([`${file} is no integrations file:`, ...problems.map((line) => `  ${line}`)].join('\n'))

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function rawOf(file: string): unknown {
  try {
    return parseYaml(readFileSync(file, 'utf8'), { maxAliasCount: 0 })
  } catch (error) {
    throw wrong(file, [messageOf(error)])
  }
}

function secretIn(path: string, file: string): string {
  try {
    const secret = readFileSync(path, 'utf8').trim()
    if (secret === '' || secret.length > MAX_SECRET) throw new Error(`${path} holds no secret`)
    return secret
  } catch (error) {
    throw wrong(file, [messageOf(error)])
  }
}
