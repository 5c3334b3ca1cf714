import { heldClock } from '@boss-deployer/testing'
import { expect, test } from 'vitest'
import { newGadget } from './core/view.ts'
import { type PresentGadget, presenceTeller } from './presence.ts'

function world() {
  const clock = heldClock()
  const told: (readonly PresentGadget[])[] = []
  const note = presenceTeller({ after: (ms, run) => clock.after(ms, run) }, (gadgets) => void told.push(gadgets))
  const enrolled = { id: 'desk', name: 'Desk', gate: 'shop', macKey: 'a'.repeat(64), url: 'http://127.0.0.1:1' }
  const desk = newGadget(enrolled, 0, { at: 0, wall: 0 })
  const state = (isOn: boolean, { link = true, knows = ['desk'], version = desk.version } = {}) => ({
    link,
    primary: new Map(knows.map((id) => [id, 'shop'])),
    gadgets: new Map([['desk', { ...desk, isOn, version }]]),
  })
  return { clock, told, note, state }
}

const address = 'http://127.0.0.1:1'
const on = [{ id: 'desk', online: true, address }]
const off = [{ id: 'desk', online: false, address }]

test('the link is told when a gadget comes and when it goes, once each', () => {
  const { note, state, told } = world()
  for (const isOn of [true, true, false, false, true]) note(state(isOn))
  expect(told).toEqual([on, off, on])
})

test('what did not change is told again every half minute', async () => {
  const { note, state, told, clock } = world()
  note(state(true))
  await clock.advance(29_999)
  expect(told).toEqual([on])
  await clock.advance(1)
  note(state(true))
  await clock.advance(30_000)
  expect(told).toEqual([on, on, on])
})

test('a link that is away is told nothing, and all of it when it is back', async () => {
  const { note, state, told, clock } = world()
  note(state(true))
  note(state(true, { link: false }))
  await clock.advance(90_000)
  expect(told).toEqual([on])
  note(state(true))
  expect(told).toEqual([on, on])
})

test('a gadget that the link does not know is kept from it', () => {
  const { note, state, told } = world()
  note(state(true, { knows: [] }))
  expect(told).toEqual([])
})

test('the link is told of the firmware as soon as the gadget has said what it is', () => {
  const { note, state, told } = world()
  note(state(true))
  note(state(true, { version: '1.2.0' }))
  expect(told).toEqual([on, [{ id: 'desk', online: true, address, version: '1.2.0' }]])
})
