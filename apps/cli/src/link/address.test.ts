import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findAddress } from './address.ts'
import { dataFolder } from './data.ts'
import { forgetSignIn, keepSignIn, readSignIn } from './sign-in.ts'

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

describe('who has signed in', () => {
  const url = 'https://boss.example'

  test('speaks as themselves before the token that boss up left, and after one that is given', () => {
    keepSignIn(data, { url: kept.url, token: 'person_x' })
    expect(findAddress({ ...none, data }, {}, 'operator')).toMatchObject({ token: 'person_x' })
    expect(findAddress({ ...none, data }, { BOSS_TOKEN: 'boss_b' }, 'operator')).toMatchObject({ token: 'boss_b' })
    expect(findAddress({ ...none, data, token: 'boss_a' }, {}, 'operator')).toMatchObject({ token: 'boss_a' })
  })

  test('lets a pipeline have its own token first', () => {
    keepSignIn(data, { url: kept.url, token: 'person_x' })
    expect(findAddress({ ...none, data }, {}, 'pipeline')).toMatchObject({ token: 'boss_p' })
    keepSignIn(data, { url, token: 'person_y' })
    expect(findAddress({ ...none, data, url }, {}, 'pipeline')).toMatchObject({ token: 'person_y' })
  })

  test('speaks to that link and to no other, however its address is written', () => {
    keepSignIn(data, { url: `${url}/`, token: 'person_x' })
    expect(findAddress({ ...none, data, url }, {}, 'operator')).toMatchObject({ url, token: 'person_x' })
    for (const other of ['https://boss.example.com', 'http://boss.example', `${url}/below`])
      expect(() => findAddress({ ...none, data, url: other }, {}, 'operator')).toThrow('there is no token')
  })

  test('need not name the link where there is no other', () => {
    rmSync(join(data, 'tokens.json'))
    keepSignIn(data, { url, token: 'person_x' })
    expect(findAddress({ ...none, data }, {}, 'operator')).toMatchObject({ url, token: 'person_x' })
    keepSignIn(data, { url: 'https://b.example', token: 'person_y' })
    expect(() => findAddress({ ...none, data }, {}, 'operator')).toThrow('you are signed in at 2 links')
  })

  test('has that in a file for this user alone, until it is forgotten', () => {
    keepSignIn(data, { url, token: 'person_x' })
    const folder = join(data, 'sign-ins')
    const [file = ''] = readdirSync(folder)
    expect([statSync(folder).mode & 0o777, statSync(join(folder, file)).mode & 0o777]).toEqual([0o700, 0o600])
    expect(forgetSignIn(data, url)).toBe(true)
    expect(forgetSignIn(data, url)).toBe(false)
  })

  test.each(['', '[]', '{"url":"https://boss.example"}', '{"url":"https://evil.example","token":"x"}'])(
    'is nobody where the file holds %j',
    (content) => {
      keepSignIn(data, { url, token: 'person_x' })
      const folder = join(data, 'sign-ins')
      for (const file of readdirSync(folder)) writeFileSync(join(folder, file), content)
      expect(readSignIn(data, url)).toBeNull()
    },
  )
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
