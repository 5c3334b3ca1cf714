import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firmwareFolder, makeFirmware } from '../testing/firmware.ts'

const folder = mkdtempSync(join(tmpdir(), 'boss-firmware-'))
let said = ''

beforeAll(async () => {
  said = await makeFirmware('all', [`BUILD=${folder}`])
}, 300_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(['w5500', 'espat', 'self-test'])('%s.hex', (name) => {
  test('is what the sources make, byte for byte', () => {
    const read = (path: string) => readFileSync(path, 'utf8')
    const [made, released] = [read(join(folder, `${name}.hex`)), read(join(firmwareFolder, `release/${name}.hex`))]
    expect(made === released, 'after a change: make -C firmware release, with the gcc-avr 5.4.0 of Debian').toBe(true)
  })

  test('fits: under 28 KB of flash', () => {
    const flash = Number(new RegExp(`${name}: flash (\\d+) of`).exec(said)?.[1])
    expect(flash).toBeGreaterThan(0)
    expect(flash).toBeLessThan(28 * 1_024)
  })
})
