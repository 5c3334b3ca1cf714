import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { scenes } from '../pictures/scenes.ts'
import { kernel } from '../testing/solids.ts'
import { connectionsOf } from '../wiring/circuit.ts'
import { drawWiring } from '../wiring/diagram.ts'
import { writeWiring } from '../wiring/page.ts'
import { readPins } from '../wiring/pins.ts'
import { keptFiles } from './drawings.ts'

const own = new URL('../../', import.meta.url)
const header = readFileSync(new URL('../firmware/board/pins.h', own), 'utf8')
const files = keptFiles(kernel, header)
const onDisk = (name: string) => readFileSync(new URL(name, own))
const read = (name: string) => onDisk(name).toString('utf8')

describe('what is kept beside the code', () => {
  test.each([...files])('%s is what the code makes, byte for byte', (name, content) => {
    const isSame = existsSync(new URL(name, own)) && onDisk(name).equals(Buffer.from(content))
    expect(isSame, 'after a change: npm run drawings, and look at the pictures').toBe(true)
  })

  test('is all that is there', () => {
    for (const folder of ['pictures', 'release']) {
      const made = [...files.keys()]
        .filter((name) => name.startsWith(`${folder}/`))
        .map((name) => name.slice(folder.length + 1))
      expect(readdirSync(new URL(folder, own)).sort()).toEqual(made.sort())
    }
  })

  test('is no burden: under a megabyte and a half, a third of it packed', () => {
    const sizes = [...files.values()].map((content) => Buffer.from(content).length)
    expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThan(1_600_000)
    expect(gzipSync(Buffer.concat([...files.values()].map((content) => Buffer.from(content)))).length).toBeLessThan(
      600_000,
    )
  })
})

test('a pin that moves in the firmware moves in the wiring', () => {
  const moved = header.replace('PIN_RED PD3', 'PIN_RED PD4').replace('PIN_PIEZO PD4', 'PIN_PIEZO PD3')
  const connections = connectionsOf(readPins(moved))
  expect(drawWiring(connections)).not.toBe(files.get('wiring.svg'))
  expect(writeWiring(connections)).toContain('| D3 | R9 330 Ω | piezo sounder')
})

describe('every drawing', () => {
  const drawings = ['wiring.svg', ...scenes.map(({ name }) => `pictures/${name}.svg`)]

  test.each(drawings)('%s says in words what it shows, and follows dark and light', (name) => {
    const svg = read(name)
    expect(svg).toMatch(
      /^<svg [^>]*role="img" aria-labelledby="title text">\n<title id="title">.+<\/title>\n<desc id="text">.{80,}<\/desc>/,
    )
    expect(svg).toContain('@media(prefers-color-scheme:dark)')
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  })

  test('names every line of the wiring in its words', () => {
    const said = /<desc id="text">(.+)<\/desc>/.exec(read('wiring.svg'))?.[1] ?? ''
    for (const { pin, to } of connectionsOf(readPins(header))) {
      expect(said).toContain(`${pin}`)
      expect(said).toContain(to)
    }
  })
})
