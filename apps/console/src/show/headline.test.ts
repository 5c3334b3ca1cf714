import { describe, expect, test } from 'vitest'
import { emptyView, type GateView, type OpenLock, type View } from '../view/view.ts'
import { first } from '../words/en/first.tsx'
import { headlineOf } from './headline.ts'
import { toneOf } from './tone.ts'

const gate = (effective: GateView['effective'], status = effective): GateView => ({
  gate: 'root',
  status,
  effective,
  heldBy: 'root',
  changedAt: null,
  changedBy: 'Ada',
  reason: null,
  until: null,
  queueLength: 0,
  head: null,
  allowRelease: true,
  approvals: 1,
  sequence: 1,
})
const lock = { uuid: 'a', gate: 'root', state: 'locked' } as OpenLock
const view = (gates: readonly GateView[], waiting = 0): View => ({
  ...emptyView,
  gates,
  locks: Array.from({ length: waiting }, () => lock),
})
const live = { state: 'live' } as const

describe('the headline', () => {
  test.each([
    [view([gate('default')]), 'Nothing waits.', 'default'],
    [view([gate('default')], 1), 'One pipeline waits for an answer.', 'waiting'],
    [view([gate('default')], 3), 'Three pipelines wait for an answer.', 'waiting'],
    [view([gate('blocked')], 40), '40 pipelines wait for an answer.', 'waiting'],
    [view([gate('blocked')]), 'Everything is blocked.', 'blocked'],
    [view([gate('released')]), 'Everything is released.', 'released'],
    [view([gate('default'), gate('released')]), 'Nothing waits.', 'released'],
    [view([gate('released'), gate('blocked')]), 'Nothing waits.', 'blocked'],
  ])('%# says what is true in one sentence and one colour', (it, words, tone) => {
    expect(headlineOf(it, first.headline).words).toBe(words)
    expect(toneOf(it, live)).toBe(tone)
  })

  test('lists the gates that hold by their own order only', () => {
    const below = gate('blocked', 'default')
    expect(headlineOf(view([gate('blocked'), below]), first.headline).held).toHaveLength(1)
  })

  test('is amber while the link is away', () => {
    expect(toneOf(view([gate('blocked')], 3), { state: 'away', since: 0 })).toBe('away')
  })
})
