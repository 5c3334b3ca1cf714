import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findAddress } from './address.ts'
import { dataFolder } from './data.ts'

const none = { url: undefined, token: undefined, data: undefined }
const kept = { url: 'http://127.0.0.1:8000', operator: 'boss_o', pipeline: 'boss_p' }
let data = ''

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'boss-address-'))
  writeFileSync(join(data, 'tokens.json'), JSON.stringify(kept))
})
afterEach(() => rmSync(data, { recursive: true }))

describe('whom a command speaks to', () => {
  test('is what boss up left, with the token for the work', () => {
    expect(findAddress({ ...none, data }, {}, 'pipeline')).toEqual({ url: kept.url, token: 'boss_p', data })
    expect(findAddress(none, { BOSS_DATA: data }, 'operator')).toEqual({ url: kept.url, token: 'boss_o', data })
  })

  test('is what the command line says, else the environment', () => {
    const env = { BOSS_DATA: data, BOSS_URL: 'https://b.example', BOSS_TOKEN: 'boss_b' }
    expect(findAddress(none, env, 'pipeline')).toMatchObject({ url: 'https://b.example', token: 'boss_b' })
    const told = { ...none, url: 'https://a.example/', token: 'boss_a' }
    expect(findAddress(told, env, 'pipeline')).toMatchObject({ url: 'https://a.example', token: 'boss_a' })
  })

  test('an empty variable says nothing', () => {
    const env = { BOSS_DATA: data, BOSS_URL: '', BOSS_TOKEN: '' }
    expect(findAddress(none, env, 'pipeline')).toMatchObject({ url: kept.url, token: 'boss_p' })
  })

  test('a kept token never goes to another link', () => {
    const told = { ...none, data, url: 'http://127.0.0.1:8001' }
    expect(() => findAddress(told, {}, 'operator')).toThrow('there is no token for http://127.0.0.1:8001')
  })

  test.each([
    [{ BOSS_URL: 'ftp://a.example', BOSS_TOKEN: 'x' }, 'is not a web address'],
    [{ BOSS_URL: 'connect', BOSS_TOKEN: 'x' }, 'is not a web address'],
    [{ BOSS_URL: 'http://a.example', BOSS_TOKEN: 'two\nlines' }, 'characters that no token has'],
    [{ BOSS_URL: 'http://a.example' }, 'there is no token'],
    [{}, 'no link is known'],
  ])('%j is refused: %s', (env, message) => {
    expect(() => findAddress(none, { ...env, BOSS_DATA: '/nonexistent' }, 'pipeline')).toThrow(message)
  })
})

describe('the data folder', () => {
  test.each([
    [undefined, { XDG_DATA_HOME: '/x' }, '/x/boss-deployer'],
    [undefined, { XDG_DATA_HOME: 'relative' }, /^\/.*\/\.local\/share\/boss-deployer$/],
    [undefined, { BOSS_DATA: '/y', XDG_DATA_HOME: '/x' }, '/y'],
    ['/z', { BOSS_DATA: '/y' }, '/z'],
  ])('%j with %j', (told, env, expected) => {
    expect(dataFolder(told, env)).toMatch(expected)
  })
})
