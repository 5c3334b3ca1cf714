import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import type { EventView } from '../view/view.ts'
import { events as english } from '../words/en/events.ts'
import { namesIn, type Part, sentenceOf } from './sentence.ts'

const ada = { id: 'person:ada', name: 'Ada', via: 'console', device: null }
const link = { id: 'link', name: 'link', via: 'link', device: null }
const uuid = '00000000-0000-7000-8000-000000000001'
const at = '2026-01-02T03:04:05.000Z'
const event = (type: string, more: object = {}, by = ada): EventView => ({ sequence: 1, type, at, by, ...more })
const names = namesIn([event('locked', { lock: uuid, pipeline: 'shop', step: 'deploy' })])

const wordOf = (part: Part): string => {
  if (typeof part === 'string') return part
  return 'said' in part ? part.said : new Date(part.time).toISOString()
}
const read = (it: EventView) => sentenceOf(it, names, english).parts.map(wordOf).join('')
const lock = { lock: uuid, gate: 'shop.production' }
const vote = { id: 'person:bo', name: 'Bo', via: 'gadget' }

describe('an event reads', () => {
  test.each([
    [event('locked', lock), 'Ada asked for shop / deploy at shop.production'],
    [event('locked', { ...lock, requestedBy: 'Cy' }), 'Cy asked for shop / deploy at shop.production'],
    [event('refused', { pipeline: 'pay', step: 'go', heldBy: 'root' }), 'pay / go was refused: root is blocked'],
    [event('voted', { ...lock, needed: 2 }), 'Ada voted for shop / deploy (2 are needed)'],
    [event('unlocked', { ...lock, votes: [vote, ada] }), 'Bo, Ada unlocked shop / deploy'],
    [
      event('unlocked', { ...lock, votes: [{ name: 'released by Bo', via: 'release' }] }),
      'shop / deploy was unlocked, released by Bo',
    ],
    [event('unlocked', { ...lock, votes: [vote], bypass: uuid }), 'Bo unlocked shop / deploy by a bypass'],
    [event('claimed', { ...lock, bypass: uuid }), 'shop / deploy passed shop.production by a bypass'],
    [
      event('bypass-asked', { gate: 'shop', pipeline: 'pay', step: 'go' }),
      'Ada asked for a bypass of shop for pay / go',
    ],
    [
      event('bypass-granted', { gate: 'shop', pipeline: 'pay', step: 'go' }),
      'Ada granted a bypass of shop to pay / go',
    ],
    [event('bypass-ended', { gate: 'shop' }, link), 'A bypass of shop ended: nobody used it'],
    [event('claimed', lock), 'shop / deploy passed shop.production'],
    [event('rejected', lock), 'Ada rejected shop / deploy'],
    [event('expired', lock, link), 'shop / deploy expired'],
    [event('cancelled', { lock: 'ffffffff-0000' }), 'Ada cancelled lock ffffffff'],
    [event('superseded', lock), 'shop / deploy was superseded'],
    [
      event('mode-changed', { gate: 'shop', to: 'blocked', killed: [uuid, 'b'] }),
      'Ada blocked shop, which killed 2 locks',
    ],
    [event('mode-changed', { gate: 'shop', to: 'blocked', killed: [] }), 'Ada blocked shop'],
    [
      event('mode-changed', { gate: 'shop', to: 'released', until: 0 }),
      'Ada released shop until 1970-01-01T00:00:00.000Z',
    ],
    [event('mode-changed', { gate: 'shop', to: 'released', until: null }), 'Ada released shop'],
    [event('mode-changed', { gate: 'shop', to: 'default' }), 'Ada set shop to default'],
    [event('mode-changed', { gate: 'shop', to: 'default' }, link), 'shop returned to default'],
    [event('gate-added', { gate: 'shop' }), 'Ada added the gate shop'],
    [event('done', { ...lock, outcome: 'failed' }), 'shop / deploy ended: failed'],
    [event('context-forgotten', lock), 'Ada had the context of shop / deploy forgotten'],
    [
      event('key-changed', { gate: 'root', key: 'k2', endorsement: null }),
      'The record is signed by another key, without the word of the key before: k2',
    ],
    [
      event('access-changed', { kind: 'token', change: 'made', name: 'ci', gate: 'shop' }),
      'Ada made the token ci at shop',
    ],
    [event('a-later-invention'), 'Ada: a-later-invention'],
  ])('%#', (it, text) => {
    expect(read(it)).toBe(text)
  })

  test('with the reason or note that somebody wrote, and how it was done', () => {
    expect(sentenceOf(event('rejected', { ...lock, reason: 'late' }), names, english)).toMatchObject({
      words: 'late',
      via: 'console',
    })
    expect(sentenceOf(event('unlocked', { ...lock, note: 'go' }), names, english).words).toBe('go')
    expect(sentenceOf(event('expired', lock, link), names, english).via).toBeNull()
  })

  property.prop([
    fc.constantFrom('locked', 'refused', 'voted', 'unlocked', 'mode-changed', 'done', 'press-refused', 'guarded', 'x'),
    fc.dictionary(
      fc.constantFrom('lock', 'gate', 'pipeline', 'step', 'votes', 'killed', 'to', 'until', 'needed', 'reason'),
      fc.jsonValue(),
    ),
  ])('whatever it carries', (type, more) => {
    expect(read(event(type, more))).not.toBe('')
  })
})
