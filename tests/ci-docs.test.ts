import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = readdirSync(join(root, 'docs/ci')).filter((name) => name !== 'README.md')
const linksIn = (file: string): readonly string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target)

describe('docs/ci', () => {
  test.each(pages)('%s is in the index and in the table of the README', (page) => {
    expect(linksIn('docs/ci/README.md')).toContain(page)
    expect(linksIn('README.md')).toContain(`docs/ci/${page}`)
  })

  test.each(['README.md', ...pages])('%s leads only to what is there', (page) => {
    const targets = linksIn(`docs/ci/${page}`).filter((target) => !target.startsWith('http'))
    expect(targets.filter((target) => !existsSync(join(root, dirname(`docs/ci/${page}`), target)))).toEqual([])
  })
})
