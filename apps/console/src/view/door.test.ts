import type { WireError } from '@boss-deployer/protocol'
import { describe, expect, test, vi } from 'vitest'
import { createDoor } from './door.ts'
import type { Result } from './wire.ts'

const refuse = (code: WireError['code']): Result<never, WireError> => ({ ok: false, error: { code, message: 'no' } })
const session = { ok: true, value: 'Ada' } as const

function doorWith(options: {
  readonly code?: string
  readonly open?: readonly Result<string, WireError>[]
  readonly read?: readonly Result<string, WireError>[]
  readonly kept?: string
}) {
  const opened = [...(options.open ?? [])]
  const reads = [...(options.read ?? [])]
  const close = vi.fn()
  let code = options.code ?? null
  const door = createDoor({
    takeCode: () => {
      const taken = code
      code = null
      return taken
    },
    openSession: async () => opened.shift() ?? refuse('unauthenticated'),
    readSession: async () => reads.shift() ?? refuse('unauthenticated'),
    endSession: async () => {},
    openPage: (name) => ({ name, close }),
    openKept: () => (options.kept === undefined ? null : { name: options.kept, close }),
    retryMs: 1,
  })
  return { door, close }
}

describe('the door', () => {
  test.each([
    ['a good code', { code: 'c', open: [session] }, { at: 'inside' }],
    ['a session', { read: [session] }, { at: 'inside' }],
    ['neither', {}, { at: 'outside', why: 'no-session' }],
    ['a used code', { code: 'c' }, { at: 'outside', why: 'code-refused' }],
    ['a used code, but a session', { code: 'c', read: [session] }, { at: 'inside' }],
    ['a code, once the link is back', { code: 'c', open: [refuse('unavailable'), session] }, { at: 'inside' }],
    [
      'a page of somebody else',
      { code: 'c', open: [refuse('forbidden')] },
      { at: 'outside', why: 'refused', error: { message: 'no' } },
    ],
  ])('with %s', async (_, options, stage) => {
    const { door } = doorWith(options)
    await door.knock()
    expect(door.snapshot()).toMatchObject(stage)
  })

  test.each([
    ['a page that was kept, while the link is away', { kept: 'Ada', read: [refuse('unavailable')] }, 'inside'],
    ['a page that was kept, but no session any more', { kept: 'Ada' }, 'outside'],
    [
      'a page that was kept, and a code that may be of somebody else',
      { kept: 'Ada', code: 'c', open: [refuse('unavailable'), refuse('forbidden')] },
      'outside',
    ],
  ])('with %s', async (_, options, at) => {
    const { door } = doorWith(options)
    await door.knock()
    expect(door.snapshot().at).toBe(at)
  })

  test('says that the link is away while it tries again', async () => {
    const { door } = doorWith({ read: [refuse('unavailable'), session] })
    const stages: unknown[] = []
    door.subscribe(() => stages.push(door.snapshot()))
    await door.knock()
    expect(stages).toMatchObject([{ at: 'knocking', isAway: true }, { at: 'inside' }])
  })

  test('closes the page behind whoever signs out or is sent out', async () => {
    const { door, close } = doorWith({ read: [session, session] })
    await door.knock()
    await door.signOut()
    expect(door.snapshot()).toMatchObject({ at: 'outside', why: 'signed-out' })
    expect(close).toHaveBeenCalledTimes(1)
    await door.knock()
    door.leave({ code: 'unauthenticated', message: 'over' })
    expect(door.snapshot()).toMatchObject({ at: 'outside', why: 'ended' })
    expect(close).toHaveBeenCalledTimes(2)
  })

  test('lets the last of several knocks decide', async () => {
    const { door } = doorWith({
      code: 'c',
      open: [refuse('unauthenticated')],
      read: [refuse('unauthenticated'), session],
    })
    await Promise.all([door.knock(), door.knock()])
    expect(door.snapshot().at).not.toBe('knocking')
  })
})
