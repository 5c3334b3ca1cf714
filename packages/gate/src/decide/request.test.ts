import { describe, expect, it } from 'vitest'
import { lockOf } from '../state.ts'
import * as say from '../testing/scenario.ts'
import { given, inShort } from '../testing/scenario.ts'
import { requestIdOf } from './request.ts'

const build = { requestId: 'build-1' }

describe('a request that names itself', () => {
  const story = given(say.addGate('shop'), say.lock('a', { ...build, commit: 'c0ffee' }))

  it('gets the same lock again, as often as it asks', () => {
    const again = story.when(say.lock('b', { ...build, commit: 'c0ffee', after: 50 }))
    expect(again).toMatchObject({ about: 'a', repeats: 2, events: [] })
    expect(lockOf(again.state, 'b')).toBeUndefined()
  })

  it('is another request for another commit, and each keeps its lock', () => {
    const other = { ...build, commit: 'decade' }
    expect(story.when(say.lock('b', other))).toMatchObject({ about: 'b', repeats: null, kinds: ['locked'] })
    const both = given(say.lock('a', { ...build, commit: 'c0ffee' }), say.lock('b', other))
    expect(both.when(say.lock('x', other)).about).toBe('b')
    expect(both.when(say.lock('x', { ...build, commit: 'c0ffee' })).about).toBe('a')
    expect(both.when(say.lock('x', build)).about).toBe('x')
  })

  it.each([
    ['gate', { gate: 'shop' }],
    ['pipeline', { pipeline: 'other' }],
    ['pipeline of the same name', { pipelineKey: 'other team' }],
    ['step', { step: 'other' }],
  ])('is a conflict for another %s', (_, other) => {
    expect(inShort(story.when(say.lock('b', { ...build, commit: 'c0ffee', ...other })))).toBe('conflict')
  })

  it('is a conflict for another kind of message', () => {
    expect(inShort(story.when(say.reject('a', { ...build, by: say.pip })))).toBe('conflict')
  })

  it('is another request from another subject', () => {
    expect(story.when(say.lock('b', { ...build, commit: 'c0ffee', by: say.cyd }))).toMatchObject({
      about: 'b',
      kinds: ['locked'],
    })
  })

  it('keeps the answer it got when the gate was blocked', () => {
    const refused = given(say.block('root'), say.lock('a', build), say.toDefault('root'))
    expect(refused.when(say.lock('b', build))).toMatchObject({ about: null, repeats: 2, events: [] })
  })

  it('gets a new decision when the first was no answer', () => {
    const early = given(say.addGate('shop'), say.unlock('a', build), say.lock('a'))
    expect(inShort(early.when(say.unlock('a', build)))).toBe('unlocked')
  })
})

it('without a request id each message is a new request', () => {
  expect(given(say.lock('a')).when(say.lock('b'))).toMatchObject({ about: 'b', kinds: ['locked'] })
})

describe('a command that names itself', () => {
  it('does nothing again: a block that was delivered once does not block after a default', () => {
    const story = given(say.block('root', build), say.toDefault('root'))
    expect(story.when(say.block('root', build))).toMatchObject({ events: [], repeats: 1 })
    expect(inShort(story.when(say.block('root')))).toBe('mode-changed')
  })

  it('leaves a trace when all is as it asks', () => {
    const story = given(say.block('root'))
    expect(story.when(say.block('root', build)).events).toMatchObject([
      { type: 'unchanged', gate: 'root', request: { id: 'build-1' } },
    ])
    expect(given(say.block('root'), say.block('root', build)).when(say.block('root', build)).repeats).toBe(2)
  })

  it('is a conflict for another lock or gate', () => {
    const story = given(say.addGate('shop'), say.lock('a'), say.lock('b'), say.unlock('a', build))
    expect(inShort(story.when(say.unlock('b', build)))).toBe('conflict')
    expect(inShort(given(say.addGate('shop'), say.block('shop', build)).when(say.block('root', build)))).toBe(
      'conflict',
    )
  })

  it('repeats what unlock-head meant the first time, not the lock that slid into its place', () => {
    const story = given(say.lock('a'), say.lock('b'), say.unlockHead('root', build))
    expect(story.when(say.unlockHead('root', build))).toMatchObject({ about: 'a', repeats: 3, events: [] })
  })

  it('speaks of no lock when it repeats a release that only brought votes', () => {
    const open = [
      say.addGate('shop', { allowRelease: false }),
      say.release('root', { until: 90 }),
      say.lock('a', { gate: 'shop' }),
    ]
    const again = say.release('root', { ...build, until: 90, approvePending: true })
    expect(given(...open).when(again)).toMatchObject({ about: null, kinds: ['unchanged', 'unlocked'] })
    expect(given(...open, again).when(again)).toMatchObject({ about: null, repeats: 4, events: [] })
  })

  it('bears its name once: a superseding request on its own event', () => {
    const newest = say.setPolicy('root', { queue: 'newest-wins' })
    const { events } = given(newest, say.lock('a')).when(say.lock('b', build))
    expect(events.map(({ type, request }) => [type, request?.id])).toEqual([
      ['superseded', undefined],
      ['locked', 'build-1'],
    ])
    expect(given(newest, say.lock('a'), say.lock('b', build)).when(say.lock('x', build)).about).toBe('b')
  })

  it.each([
    [
      'claim',
      say.claim('a', { ...build, commit: 'c0ffee' }),
      say.claim('a', { ...build, commit: 'decade' }),
      'conflict',
    ],
    ['use', say.use('a', 'build-7', build), say.use('a', 'build-8', build), 'conflict'],
  ])('is decided anew for a %s, whose answer lets somebody pass', (_, first, other, code) => {
    const claimed = [say.lock('a', { commit: 'c0ffee' }), say.unlock('a'), say.claim('a')]
    expect(inShort(given(...claimed, first).when(first))).toBe('nothing')
    expect(inShort(given(...claimed, first).when(other))).toBe(code)
  })
})

describe('a press', () => {
  it('is its own request id: repeated, it gets the first answer', () => {
    const press = say.pressed(say.unlock('a'), 7)
    const story = given(say.lock('a'), press)
    expect(story.when(press)).toMatchObject({ about: 'a', repeats: 2, events: [] })
    expect(requestIdOf(press.command)).toBe('press:desk:7')
  })

  it('is believed once: an older or another one with its counter is refused', () => {
    const story = given(say.lock('a'), say.lock('b'), say.pressed(say.unlock('a'), 7))
    expect(inShort(story.when(say.pressed(say.unlock('b'), 6)))).toBe('unauthenticated')
    expect(inShort(story.when(say.pressed(say.unlock('b'), 7)))).toBe('conflict')
    expect(inShort(story.when(say.pressed(say.unlock('b', { by: say.bob }), 7)))).toBe('unauthenticated')
    expect(inShort(story.when(say.pressed(say.unlock('b'), 8)))).toBe('unlocked')
    expect(inShort(story.when(say.pressed(say.unlock('b'), 1, 'other desk')))).toBe('unlocked')
  })

  it('that is refused leaves a trace, spends its counter and keeps its answer', () => {
    const press = say.pressed(say.unlock('a', { by: say.pip }), 7)
    const refused = given(say.lock('a')).when(press)
    expect(refused.events).toMatchObject([
      { type: 'press-refused', lock: 'a', gate: 'root', code: 'self_approval', press: { gadget: 'desk', counter: 7 } },
    ])
    expect(refused.about).toBe('a')
    const story = given(say.lock('a'), press)
    expect(story.when(press)).toMatchObject({ about: 'a', repeats: 2, events: [] })
    expect(inShort(story.when(say.pressed(say.unlock('a'), 7)))).toBe('unauthenticated')
    expect(inShort(story.when(say.pressed(say.unlock('a'), 8)))).toBe('unlocked')
  })

  it('on something unknown is written down at the root', () => {
    expect(given().when(say.pressed(say.unlock('nope'), 1))).toMatchObject({
      about: null,
      events: [{ type: 'press-refused', lock: null, gate: 'root', code: 'lock_not_found' }],
    })
    expect(given().when(say.pressed(say.block('nope'), 1)).events).toMatchObject([
      { gate: 'root', code: 'gate_not_found' },
    ])
  })

  it('that changes nothing spends its counter as well', () => {
    const story = given(say.block('root'), say.pressed(say.block('root'), 7))
    expect(inShort(story.when(say.pressed(say.toDefault('root'), 7)))).toBe('conflict')
    expect(inShort(story.when(say.pressed(say.toDefault('root'), 6)))).toBe('unauthenticated')
  })

  it('keeps its names for itself', () => {
    expect(inShort(given(say.lock('a')).when(say.unlock('a', { requestId: 'press:desk:7' })))).toBe('invalid_message')
  })
})
