import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BootloaderMood, startFakeBootloader } from '@boss-deployer/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { readHex } from '../../apps/gadget/src/board/hex-file.ts'
import { boss, root } from './boss/boss.ts'

const wrong = z.object({ error: z.object({ code: z.string(), message: z.string(), next: z.string() }) })

function bytesOf(firmware: string): Buffer {
  const hex = readHex(readFileSync(join(root, `firmware/release/${firmware}.hex`), 'utf8'))
  return Buffer.from(hex.buffer, hex.byteOffset, hex.byteLength)
}

async function flash(mood: BootloaderMood, ...more: string[]) {
  const bootloader = await startFakeBootloader(mood)
  try {
    const ended = await boss(['gadget', 'flash', '--port', bootloader.address, '--json', ...more])
    return { ...ended, flash: bootloader.flash }
  } finally {
    bootloader.close()
  }
}

const errorOf = (err: string) => wrong.parse(JSON.parse(err.trim().split('\n').at(-1) ?? '')).error

test.each([
  ['the gadget’s firmware', [], 'w5500'],
  ['that for a modem', ['--variant', 'espat'], 'espat'],
  ['the self-test', ['--self-test'], 'self-test'],
])('%s is written to a board byte for byte, and read back', async (_, options, firmware) => {
  const { code, out, err, flash: written } = await flash('well', ...options)
  expect(code).toBe(0)
  expect(out).toMatch(/^\{"flashed":"net:/)
  expect(err).toMatch(/"reaching".*"writing".*"checking"/s)
  expect(written.equals(bytesOf(firmware))).toBe(true)
})

test.each<[BootloaderMood, RegExp, RegExp]>([
  ['silent', /no bootloader answers/, /57600/],
  ['other chip', /another chip/, /ATmega328P/],
  ['worn', /not kept/, /cable/],
])('a board that is %s is told with what to do', async (mood, message, next) => {
  const { code, err } = await flash(mood)
  const error = errorOf(err)
  expect(error.message).toMatch(message)
  expect(error.next).toMatch(next)
  expect(code).toBeGreaterThan(0)
})

test('a port that is not there, and no board at all, are wrong usage', async () => {
  const { code, err } = await boss(['gadget', 'flash', '--port', '/dev/no-such-port', '--json'])
  expect(code).toBe(2)
  expect(errorOf(err).message).toBe('/dev/no-such-port is not there')
})
