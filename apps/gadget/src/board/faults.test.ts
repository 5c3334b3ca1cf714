import { connect } from 'node:net'
import { fc } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as z from 'zod/mini'
import { type Desk, type Manner, openDesk } from '../testing/desk.ts'

/** Emulated minutes of faults; an hour takes a quarter of an hour and more here. */
const MINUTES = Number(process.env.BOSS_FAULT_MINUTES ?? 2)
const A_MINUTE_MS = 60_000
/** All of RAM but a tenth. */
const MOST_RAM = 1_843
/** Five lights that are off, and a little more: a board that stands still shows no colour at all. */
const DARK = 20

vi.setConfig({ testTimeout: MINUTES * A_MINUTE_MS * 3 })

const pressed = z.object({ press: z.object({ counter: z.int(), uuid: z.string() }) })
const publicState = z.object({ on: z.boolean(), mode: z.nullable(z.string()) })

const bad: readonly Manner[] = ['never', 'reset', 'garbage', 'unavailable']
const shortly = fc.integer({ min: 50, max: 8_000 })
const fault = fc.oneof(
  fc.record({ what: fc.constant('cable'), ms: shortly }),
  fc.record({ what: fc.constant('silence'), ms: shortly }),
  fc.record({ what: fc.constant('server'), ms: shortly, manner: fc.constantFrom(...bad), isPressed: fc.boolean() }),
  fc.record({ what: fc.constant('stranger'), bytes: fc.uint8Array({ minLength: 1, maxLength: 600 }) }),
  fc.record({ what: fc.constant('crowd'), people: fc.integer({ min: 2, max: 20 }), ms: shortly }),
  fc.record({ what: fc.constant('replay') }),
  fc.record({ what: fc.constant('turned bit'), bit: fc.nat({ max: 127 }) }),
  fc.record({ what: fc.constant('power'), ms: fc.integer({ min: 0, max: 400 }) }),
  fc.record({ what: fc.constant('press') }),
)
type Fault = typeof fault extends fc.Arbitrary<infer It> ? It : never

/** What it is told in the end, and which of red, green and blue its lights have to be. */
const ends = [
  { path: '/release', mode: 'released', colour: 1 },
  { path: '/block', mode: 'blocked', colour: 0 },
  { path: '/lock', mode: 'default', colour: 2 },
] as const

let desk: Desk

const uuidOf = (number: number) => `018f0000-0000-7000-8000-${String(number).padStart(12, '0')}`
const headOf = (uuid: string) => ({ uuid, pipeline: 'shop', step: 'production', by: 'Ada', age: 0 })
const sent = () =>
  desk.came.filter(({ path }) => path === '/unlock').map(({ body }) => pressed.parse(JSON.parse(body)).press)

/** A board turns a caller away whose port has no free socket: a server tries again, and so does this one. */
async function untilHeard<It extends { readonly status: number }>(what: string, ask: () => Promise<It>): Promise<It> {
  for (let tries = 0; tries < 20; tries += 1) {
    const answer = await ask()
    if (answer.status === 200) return answer
    await desk.pass(500)
  }
  throw new Error(`${what}: it does not hear`)
}

const tellUntilHeard = (desired: object, path: string) =>
  untilHeard(path, async () => ({ status: await desk.tell(desired, path) }))

function callAndSay(bytes: Uint8Array | string) {
  const socket = connect(desk.board().chip.portOf(3_000) ?? 0, '127.0.0.1')
  socket.on('error', () => {})
  socket.resume()
  socket.write(bytes)
  return socket
}

describe.each([
  { variant: 'w5500', minutes: MINUTES },
  { variant: 'espat', minutes: MINUTES / 2 },
] as const)('the gadget with $variant', ({ variant, minutes }) => {
  beforeEach(async () => {
    desk = await openDesk({ variant })
    await desk.turnOn()
  })
  afterEach(() => desk.close())

  test(`${minutes} minutes of random faults end in the right state, in the same RAM, with no press that nobody made`, async () => {
    const made = new Set<string>()

    async function press() {
      const uuid = uuidOf(made.size + 1)
      await tellUntilHeard({ head: headOf(uuid), queue_length: 1 }, '/lock')
      await desk.pass(520)
      made.add(uuid)
      await desk.press('unlock', 60)
      return uuid
    }

    /** What the server adds to a state while there is a press to be answered. */
    function answer() {
      const counter = sent().at(-1)?.counter
      return counter === undefined ? {} : { answered: { counter, ok: true } }
    }

    async function suffer(it: Fault) {
      switch (it.what) {
        case 'cable':
          desk.board().chip.setLink(false)
          await desk.pass(it.ms)
          return desk.board().chip.setLink(true)
        case 'silence':
          return desk.pass(it.ms)
        case 'server':
          desk.behave(it.manner)
          if (it.isPressed) await press()
          await desk.pass(it.ms)
          return desk.behave('well')
        case 'stranger':
          callAndSay(it.bytes)
          return desk.pass(500)
        case 'crowd': {
          const crowd = Array.from({ length: it.people }, () => callAndSay('POST /block HTTP/1.1\r\n'))
          await desk.pass(it.ms)
          for (const socket of crowd) socket.resetAndDestroy()
          return
        }
        case 'replay':
          await desk.again()
          return expect((await desk.again()).status).not.toBe(200)
        case 'turned bit': {
          const turn = (mac: string) => {
            const bytes = Buffer.from(mac, 'hex')
            const at = it.bit >> 3
            bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (it.bit & 7)), at)
            return bytes.toString('hex')
          }
          return expect(await desk.tell({ mode: 'blocked' }, '/block', turn)).not.toBe(200)
        }
        case 'power': {
          desk.restart()
          await desk.pass(it.ms)
          desk.restart()
          const pings = desk.came.length
          await desk.until(() => desk.came.slice(pings).some(({ path }) => path === '/ping'))
          return tellUntilHeard({}, '/ping-ack')
        }
        case 'press': {
          const uuid = await press()
          return desk.until(() => sent().some((it) => it.uuid === uuid))
        }
      }
    }

    async function isWell(number: number) {
      const end = ends[number % ends.length] ?? ends[0]
      const state = { mode: end.mode, head: headOf(uuidOf(999)), queue_length: 1 }
      await tellUntilHeard(answer(), '/unlock')
      await tellUntilHeard(state, end.path)
      await desk.pass(1_500)
      // A press that came through only now holds its colour until it is answered.
      await tellUntilHeard({ ...state, ...answer() }, end.path)
      desk.board().lights.take()
      await desk.pass(1_000)
      const lights = desk.board().lights.take()
      const colours = [0, 1, 2].map((at) => lights.reduce((sum, light) => sum + (light[at] ?? 0), 0))
      expect(Math.max(...colours)).toBeGreaterThan(DARK)
      expect(colours.indexOf(Math.max(...colours))).toBe(end.colour)
      const { text } = await untilHeard('/state', () => desk.ask('GET', '/state'))
      expect(publicState.parse(JSON.parse(text))).toEqual({ on: true, mode: end.mode })
      expect(2_048 - desk.board().uno.memory().untouched).toBeLessThan(MOST_RAM)
      expect(sent().filter(({ uuid }) => !made.has(uuid))).toEqual([])
    }

    let passed = 0
    let number = 0
    const faults = fc.asyncProperty(fc.infiniteStream(fault), async (stream) => {
      for (const it of stream) {
        const from = desk.board().uno.now()
        await suffer(it)
        await isWell(number)
        passed += Math.max(0, desk.board().uno.now() - from)
        number += 1
        if (passed >= minutes * A_MINUTE_MS) return
      }
    })
    await fc.assert(faults, { numRuns: 1, endOnFailure: true })
  })
})
