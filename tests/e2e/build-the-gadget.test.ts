import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, 'hardware/README.md'), 'utf8')
const commands = [...page.matchAll(/npx boss ([^`\n]+)/g)].map(([, words = '']) => words.trim())

test('the page tells every step to a first press', () => {
  for (const step of ['gadget flash', 'gadget code', 'enrol', 'gadget provision', 'lock'])
    expect(
      commands.some((command) => command.startsWith(step)),
      step,
    ).toBe(true)
})

test.each(commands)('boss %s: there is such a command, with these options', (command) => {
  const [name = ''] = command.split(' --')
  const options = [...command.matchAll(/--[a-z-]+/g)].map(([option]) => option)
  const args = [join(root, 'apps/cli/bin/boss.js'), ...name.split(' '), '--help']
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  const help = `${stdout}${stderr}`
  expect(help).toContain(`Usage: boss ${name.replace(/ [A-Z\d-]+$| desk-1$/, '')}`)
  for (const option of options) expect(help).toMatch(new RegExp(`^ +${option} `, 'm'))
})
