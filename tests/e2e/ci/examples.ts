import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { root } from '../boss/boss.ts'

/** The address and the token that stand in every example. */
const ADDRESS = 'https://connect.example.com'
const TOKEN = 'boss_...'

interface Link {
  readonly url: string
  readonly token: string
}

/** The text of an example, speaking of this link. */
export const exampleFor = (path: string, { url, token }: Link): string =>
  readFileSync(join(root, 'examples', path), 'utf8')
    .replaceAll(ADDRESS, url)
    .replaceAll(TOKEN, token)

/** All documents of an example in YAML (or JSON). */
export const documentsFor = (path: string, link: Link): readonly unknown[] =>
  parseAllDocuments(exampleFor(path, link)).map((document) => {
    const [error] = document.errors
    if (error) throw error
    const parsed: unknown = document.toJS()
    return parsed
  })

/** Puts values where a tool has its expressions; one that is not known is a mistake of the example. */
export const filled = (text: string, expression: RegExp, values: Readonly<Record<string, string>>): string =>
  text.replace(expression, (_, name: string) => {
    const value = values[name.trim()]
    if (value === undefined) throw new Error(`the example speaks of ${name}`)
    return value
  })
