import { expect, test } from 'vitest'
import { createTaps } from './taps.ts'

function lateBoard() {
  let now = 1_000
  const felt: string[] = []
  const listeners = new Set<() => void>()
  const newBoard = () => ({
    uno: { now: () => now },
    setButton: (button: string, isDown: boolean) => void felt.push(`${now} ${button} ${isDown ? 'down' : 'up'}`),
  })
  let board = newBoard()
  return {
    felt,
    listeners,
    taps: createTaps({
      board: () => board,
      onTurn(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    }),
    run: (ms: number) => {
      now += ms
      for (const listener of listeners) listener()
    },
    restart: () => {
      board = newBoard()
      now = 0
    },
  }
}

test('a finger that stays is let go when it lets go', () => {
  const { taps, run, felt, listeners } = lateBoard()
  taps.down('unlock')
  run(700)
  taps.up('unlock')
  expect(felt).toEqual(['1000 unlock down', '1700 unlock up'])
  expect(listeners.size).toBe(0)
})

test('a tap that is over before the board ran is felt all the same, and once', () => {
  const { taps, run, felt, listeners } = lateBoard()
  taps.down('unlock')
  taps.up('unlock')
  run(59)
  expect(felt).toEqual(['1000 unlock down'])
  run(1)
  run(100)
  expect(felt).toEqual(['1000 unlock down', '1060 unlock up'])
  expect(listeners.size).toBe(0)
})

test('a finger that comes back meanwhile holds on', () => {
  const { taps, run, felt } = lateBoard()
  taps.down('block')
  taps.up('block')
  run(10)
  taps.down('block')
  run(700)
  taps.up('block')
  expect(felt).toEqual(['1000 block down', '1010 block down', '1710 block up'])
})

test('a board that was switched off has no finger left on it', () => {
  const { taps, run, restart, felt, listeners } = lateBoard()
  taps.down('unlock')
  taps.up('unlock')
  restart()
  run(500)
  expect(felt).toEqual(['1000 unlock down'])
  expect(listeners.size).toBe(0)
})
