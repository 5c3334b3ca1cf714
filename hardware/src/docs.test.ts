import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parts } from './parts/parts.ts'
import { scenes } from './pictures/scenes.ts'
import { resistors } from './wiring/circuit.ts'

const own = new URL('../', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, own), 'utf8')
const readme = read('README.md')

describe('the pages of the hardware', () => {
  test.each(['README.md', 'parts.md', 'wiring.md'])('%s links to files that are there', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)#]+)/g)].map(([, link = '']) => link)
    for (const link of links) expect(existsSync(new URL(link, own)), link).toBe(true)
  })

  test('open with a picture, and show every one', () => {
    expect(readme.split('\n')[2]).toBe('![The gadget](pictures/gadget.svg)')
    for (const { name, title } of scenes) expect(readme).toContain(`![${title}](pictures/${name}.svg)`)
  })

  test('name every printed part, how often and in what colour', () => {
    for (const { name, placed, colour } of parts) expect(readme).toContain(`| ${name} | ${placed.length} | ${colour} |`)
  })

  test('have every resistor on the list', () => {
    const list = read('parts.md')
    for (const [ohms, count] of [
      [`${resistors.red} Ω`, 1],
      [`${resistors.green} Ω`, 2],
      [`${resistors.base / 1_000} kΩ`, 5],
      [`${resistors.piezo} Ω`, 1],
    ] as const) {
      expect(list).toMatch(new RegExp(`\\| resistor ${ohms}[^|]*\\| ${count} \\|`))
    }
    expect(resistors.green).toBe(resistors.blue)
  })
})
