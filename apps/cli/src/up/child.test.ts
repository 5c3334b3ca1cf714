import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { BACKOFF_MS, born, type Child, type Input, STABLE_MS, step } from './child.ts'

const at = 1_000_000
const upAt = at - 10
const child = (phase: Child['phase'], more: Partial<Child> = {}): Child => ({ phase, restarts: 0, upAt, ...more })
const exited = (code: number | null = 1): Input => ({ type: 'exited', at, code })

describe('the life of a child process', () => {
  test.each<[string, Child, Input, Child['phase'], readonly string[]]>([
    ['becomes ready', child('starting', { upAt: null }), { type: 'ready', at }, 'up', []],
    ['is killed when it does not become ready', child('starting'), { type: 'slow' }, 'starting', ['kill']],
    ['that never was ready is not tried again', child('starting', { upAt: null }), exited(), 'gone', ['gone']],
    ['that died while up rests', child('up'), exited(), 'resting', ['died']],
    ['that ended by itself with 0 rests too', child('up'), exited(0), 'resting', ['died']],
    ['that was killed rests', child('up'), exited(null), 'resting', ['died']],
    ['that died in a restart rests again', child('starting', { restarts: 1 }), exited(), 'resting', ['died']],
    ['that is used wrongly is not tried again', child('up'), exited(2), 'gone', ['gone']],
    ['is given up after the last restart', child('up', { restarts: BACKOFF_MS.length }), exited(), 'gone', ['gone']],
    ['starts again when rested', child('resting'), { type: 'rested' }, 'starting', ['launch']],
    ['is asked to stop', child('up'), { type: 'stop' }, 'stopping', ['close']],
    ['is asked to stop while it starts', child('starting'), { type: 'stop' }, 'stopping', ['close']],
    ['that rests is gone at once', child('resting'), { type: 'stop' }, 'gone', ['gone']],
    ['is killed when it does not stop', child('stopping'), { type: 'overdue' }, 'stopping', ['kill']],
    ['is gone when it stopped', child('stopping'), exited(0), 'gone', ['gone']],
  ])('one that %s', (_, before, input, phase, effects) => {
    const after = step(before, input)
    expect(after?.child.phase).toBe(phase)
    expect(after?.effects.map((effect) => effect.type)).toEqual(effects)
  })

  test.each<[Child['phase'], Input['type']]>([
    ['up', 'ready'],
    ['up', 'slow'],
    ['up', 'rested'],
    ['up', 'overdue'],
    ['resting', 'exited'],
    ['resting', 'ready'],
    ['stopping', 'stop'],
    ['stopping', 'ready'],
    ['gone', 'stop'],
    ['gone', 'exited'],
    ['gone', 'rested'],
  ])('one that is %s takes no notice of %s', (phase, type) => {
    expect(step(child(phase), { type, at, code: 1 })).toBeNull()
  })

  test('one that ran well for a while has all its restarts again', () => {
    const after = step(child('up', { restarts: BACKOFF_MS.length, upAt: at - STABLE_MS }), exited())
    expect(after?.child).toMatchObject({ phase: 'resting', restarts: 1 })
  })

  test('only one that failed by itself is gone as failed', () => {
    expect(step(child('stopping'), exited())?.effects).toEqual([{ type: 'gone', failed: false }])
    expect(step(child('up'), exited(2))?.effects).toEqual([{ type: 'gone', failed: true }])
  })

  const input = fc.oneof(
    fc.record({ type: fc.constant('ready' as const), at: fc.nat() }),
    fc.record({ type: fc.constant('exited' as const), at: fc.nat(), code: fc.option(fc.nat(255)) }),
    fc.record({ type: fc.constantFrom('slow' as const, 'rested' as const, 'stop' as const, 'overdue' as const) }),
  )
  test.prop([fc.array(input)])(
    'whatever happens, it is started again a bounded number of times and ends once',
    (inputs) => {
      let { child } = born
      const effects = inputs.flatMap((it) => {
        const after = step(child, it)
        child = after?.child ?? child
        return after?.effects.map((effect) => effect.type) ?? []
      })
      const isOver = effects.indexOf('gone')
      if (isOver >= 0) expect(effects.slice(isOver)).toEqual(['gone'])
      expect(child.restarts).toBeLessThanOrEqual(BACKOFF_MS.length)
    },
  )
})
