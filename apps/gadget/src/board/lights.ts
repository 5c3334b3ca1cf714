import type { CPU } from 'avr8js'
import type { Rgb, Lights as Shining } from '../core/lights.ts'
import type { Uno } from './uno.ts'

/** firmware/board/pins.h: what lets a light through, and what colours all of them. */
const selects = [
  { port: 'b', pin: 1 },
  { port: 'c', pin: 0 },
  { port: 'c', pin: 1 },
  { port: 'c', pin: 2 },
  { port: 'c', pin: 3 },
] as const
const colors = [3, 5, 6] as const

export interface Lights {
  /** The lights since it was asked last: red, green and blue of each, 0 to 255 of all that they can. */
  take(): Shining
}

/** Five lights on one driver of three colours. A level of 0 shines for one step of 256 in avr8js, on the chip for none. */
export function newLights(ports: Uno['ports'], cpu: Pick<CPU, 'cycles'>): Lights {
  const levels = { b: 0, c: 0, d: 0 }
  const lit = new Float64Array(selects.length * colors.length)
  let changedAt = cpu.cycles
  let since = cpu.cycles

  /** Adds up what shone until now. */
  function add() {
    const length = cpu.cycles - changedAt
    changedAt = cpu.cycles
    for (let light = 0; light < selects.length; light += 1) {
      const select = selects[light]
      if (!select || ((levels[select.port] >> select.pin) & 1) === 0) continue
      for (let color = 0; color < colors.length; color += 1) {
        const at = light * colors.length + color
        if (((levels.d >> (colors[color] ?? 0)) & 1) === 1) lit[at] = (lit[at] ?? 0) + length
      }
    }
  }

  function watch(port: keyof typeof levels, pins: readonly number[]) {
    const mask = pins.reduce((bits, pin) => bits | (1 << pin), 0)
    ports[port].addListener((now) => {
      if (((now ^ levels[port]) & mask) === 0) return
      add()
      levels[port] = now
    })
  }

  for (const port of ['b', 'c'] as const)
    watch(
      port,
      selects.filter((select) => select.port === port).map(({ pin }) => pin),
    )
  watch('d', colors)

  return {
    take() {
      add()
      const turn = Math.max(1, cpu.cycles - since) / selects.length
      since = cpu.cycles
      const level = (at: number) => Math.min(255, Math.round(((lit[at] ?? 0) / turn) * 255))
      const light = (index: number): Rgb => [level(index * 3), level(index * 3 + 1), level(index * 3 + 2)]
      const shone: Shining = [light(0), light(1), light(2), light(3), light(4)]
      lit.fill(0)
      return shone
    },
  }
}
