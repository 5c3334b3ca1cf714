import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keyId } from '@boss-deployer/protocol/record'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { readTokens, startProgram } from '../crash/link-process.ts'
import { boss } from './boss/boss.ts'
import { tempFolder } from './boss/house.ts'
import { containing } from './boss/said.ts'

const verified = z.object({
  ok: z.literal(true),
  signed_by: z.string(),
  key_changes: z.array(z.object({ from: z.string(), to: z.string(), endorsed: z.boolean(), checked: z.boolean() })),
})

// Eleven programs, one after another.
const WITHIN_MS = 240_000

test(
  'an export over a change of the key is verified by the key before and by the new one, and says which signed',
  async () => {
    using folder = tempFolder()
    const at = (name: string) => join(folder.path, name)
    const [first, second] = ['first', 'second'].map((name) => {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519')
      writeFileSync(at(`${name}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
      writeFileSync(at(`${name}.pub`), publicKey.export({ type: 'spki', format: 'pem' }))
      return keyId(publicKey)
    })
    const start = (key: string, ...more: readonly string[]) =>
      startProgram('apps/link/dist/main.js', [
        ...['--data', at('link'), '--port', '0', '--token-file', at('tokens.json')],
        ...['--signing-key-file', at(key), ...more],
      ])
    const asOperator = async (...args: readonly string[]) => {
      const { url, operator } = readTokens(folder.path)
      return boss(args, { BOSS_URL: url, BOSS_TOKEN: operator })
    }
    const verify = (...args: readonly string[]) => boss(['history', 'verify', at('history.jsonl'), ...args])

    const before = await start('first.pem')
    expect(await asOperator('gate', 'add', 'shop')).toMatchObject({ code: 0 })
    expect(await asOperator('history', 'export', '--out', at('old.jsonl'))).toMatchObject({ code: 0 })
    await before.stop()
    await expect(start('second.pem')).rejects.toThrow(`--accept-signing-key ${second ?? ''}`)
    const accepting = ['--accept-signing-key', second ?? '', '--former-signing-key-file', at('first.pem')]
    const after = await start('second.pem', ...accepting)
    expect(await asOperator('gate', 'add', 'till')).toMatchObject({ code: 0 })
    expect(await asOperator('history', 'export', '--out', at('history.jsonl'))).toMatchObject({ code: 0 })
    expect((await asOperator('history')).out).toContain(`signing key changed  to ${second ?? ''}`)
    await after.stop()

    for (const [key, checked] of [
      ['first', true],
      ['second', false],
    ] as const) {
      const { code, out } = await verify('--key', at(`${key}.pub`), '--json')
      expect(code).toBe(0)
      const change = { from: first, to: second, endorsed: true, checked }
      expect(verified.parse(JSON.parse(out))).toMatchObject({ signed_by: second, key_changes: [change] })
    }
    expect(await verify('--key', at('first.pub'))).toMatchObject({
      code: 0,
      out: containing(`signed by a key that this one handed over to (${second ?? ''})`),
    })
    const stranger = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' })
    writeFileSync(at('stranger.pub'), stranger)
    expect(await verify('--key', at('stranger.pub'))).toMatchObject({
      code: 1,
      err: containing('not signed by this key'),
    })
  },
  WITHIN_MS,
)
