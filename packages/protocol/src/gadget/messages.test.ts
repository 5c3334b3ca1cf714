import { describe, expect, test } from 'vitest'
import { parse } from '../parse.ts'
import { desiredState, ping, pingAck, pressBody } from './messages.ts'
import { gadgetTimes } from './times.ts'

const uuid = '0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f'
const nonce = '0000000100000001'
const idle = { sequence: 7, mode: 'default', head: null, queue_length: 0, until: null, link: true, gate: 'root' }
const head = { uuid, pipeline: 'shop', step: 'deploy', by: 'Ada', age: 1_200 }
const press = { gadget: 'desk-1', counter: 65_537, action: 'unlock', uuid, mac: '0f'.repeat(32) }

describe('a gadget says', () => {
  test('ping with its nonce, its boot counter and its version', () => {
    expect(parse(ping, { nonce, boot: 1, version: '1.0.0' }).ok).toBe(true)
    const bad = [{ nonce: 'x' }, { nonce: nonce.toUpperCase().replace('1', 'A') }, { boot: -1 }, { boot: 2 ** 32 }]
    for (const change of bad) expect(parse(ping, { nonce, boot: 1, version: '', ...change }).ok).toBe(false)
    expect(parse(ping, { nonce, boot: 1, version: 'v'.repeat(41) }).ok).toBe(false)
    expect(parse(ping, { nonce, boot: 1, version: '1', more: 1 }).ok).toBe(false)
  })

  test('a press and nothing beside it', () => {
    expect(parse(pressBody, { press }).ok).toBe(true)
    expect(parse(pressBody, { press, mode: 'released' }).ok).toBe(false)
    expect(parse(pressBody, {}).ok).toBe(false)
  })

  test.each(['', '-desk', 'desk 1', 'desk\r\nboss-mac: 0', 'Büro', 'a'.repeat(65)])('no id like "%s"', (gadget) => {
    const parsed = parse(pressBody, { press: { ...press, gadget } })
    expect(parsed.ok ? '' : parsed.error.message).toMatch(/^press\.gadget: is not a gadget id/)
  })
})

describe('a server says', () => {
  test('the whole desired state, whether something waits or not', () => {
    expect(parse(desiredState, idle)).toMatchObject({ ok: true })
    expect(parse(desiredState, { ...idle, head, queue_length: 1, until: 3_600_000 })).toMatchObject({ ok: true })
  })

  test('which press it has dealt with last', () => {
    expect(parse(desiredState, { ...idle, answered: { counter: 65_537, ok: false } })).toMatchObject({
      value: { answered: { counter: 65_537, ok: false } },
    })
  })

  test('both nonces when it answers a ping, and none in a heartbeat', () => {
    expect(parse(pingAck, { ...idle, nonce, server_nonce: '00'.repeat(16) })).toMatchObject({ ok: true })
    expect(parse(pingAck, idle)).toMatchObject({ ok: true })
    expect(parse(pingAck, { ...idle, nonce, server_nonce: '00' }).ok).toBe(false)
  })

  test('nothing that a gadget has to guess: every part of the state is there', () => {
    for (const field of Object.keys(idle)) {
      const rest = Object.fromEntries(Object.entries(idle).filter(([name]) => name !== field))
      expect(parse(desiredState, rest), field).toMatchObject({ error: { message: `${field}: is missing` } })
    }
  })
})

test('a gadget is amber after two missed heartbeats, and a press means what was shown half a second before', () => {
  const { heartbeat, missedHeartbeats, shownFor, unlockFrom, releaseFrom, blockFrom, defaultFrom } = gadgetTimes
  expect(heartbeat * missedHeartbeats).toBe(4_000)
  expect(shownFor).toBe(500)
  expect(unlockFrom).toBeLessThan(releaseFrom)
  expect(releaseFrom).toBe(blockFrom)
  expect(releaseFrom).toBeLessThan(defaultFrom)
})
