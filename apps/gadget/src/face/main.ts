import './main.css'
import { newDevice, part } from './device.ts'
import { factsOf, newFacts } from './facts.ts'
import { iconOf } from './favicon.ts'
import { type Act, watchFingers } from './fingers.ts'
import { hear, touch } from './gadget-api.ts'
import { newOled } from './oled.ts'
import { screenOf } from './screen.ts'
import type { ButtonName, FaceState } from './state.ts'
import { connectionOf, hintWhileHeld, sayDeed, wordsOf } from './words.ts'

const HINT_MS = 4_000
/** Long enough for each button: for those who press with a voice or a switch, which know no holding. */
const CLICK_MS = { unlock: 100, release: 800, block: 800 } as const

const showDevice = newDevice()
const showScreen = newOled(part('#oled', HTMLCanvasElement))
const showFacts = newFacts(part('#facts', HTMLElement))
const icon = part('link[rel=icon]', HTMLLinkElement)
const hint = part('#hint', HTMLElement)
const buttons = {
  unlock: part('#unlock', HTMLButtonElement),
  release: part('#release', HTMLButtonElement),
  block: part('#block', HTMLButtonElement),
}
let saidWhileHeld: string | null = null
let hintTimer = 0

function say(selector: string, text: string): void {
  const element = part(selector, HTMLElement)
  if (element.textContent !== text) element.textContent = text
}

function sayHint(text: string, ms: number | null): void {
  clearTimeout(hintTimer)
  if (hint.textContent !== text) hint.textContent = text
  if (ms !== null) hintTimer = window.setTimeout(() => sayHint('', null), ms)
}

function show(state: FaceState): void {
  const { headline, detail, spoken } = wordsOf(state)
  const connection = connectionOf(state)
  say('#name', state.name)
  say('#gate', `gate ${state.gate}`)
  say('#headline', headline)
  say('#detail', detail)
  say('#spoken', spoken)
  say('#server span', connection.server)
  say('#link span', connection.link)
  part('#server', HTMLElement).dataset.on = String(state.server)
  part('#link', HTMLElement).dataset.on = String(state.link)
  showDevice(state)
  showScreen(state.display ?? screenOf(state))
  showFacts(factsOf(state))
  const held = hintWhileHeld(state)
  if (held !== null) sayHint(held, null)
  // What the press has come to may be said already.
  else if (hint.textContent === saidWhileHeld) sayHint('', null)
  saidWhileHeld = held
  const { pattern } = state
  if (document.body.dataset.pattern !== pattern || document.body.dataset.away) icon.href = iconOf(pattern)
  document.body.dataset.pattern = pattern
  delete document.body.dataset.away
  const title = `${headline} · ${state.head?.pipeline ?? state.name}`
  if (document.title !== title) document.title = title
}

/** The page hears nothing from the gadget: what it showed last is old. */
function showAway(): void {
  document.body.dataset.away = 'true'
  say('#headline', 'This page has lost its gadget')
  say('#detail', 'It comes back by itself when the gadget runs again.')
  say('#spoken', 'This page has lost its gadget.')
  document.title = 'Gadget lost'
}

async function press(button: ButtonName, act: Act): Promise<void> {
  const deed = await touch(button, act)
  if (act !== 'up') return
  const text = deed ? sayDeed(deed) : 'The gadget was not reached'
  if (text !== null) sayHint(text, HINT_MS)
}

for (const [name, element] of Object.entries(buttons) as [ButtonName, HTMLButtonElement][]) {
  element.addEventListener('click', ({ detail }) => {
    if (detail !== 0) return
    void press(name, 'down')
    setTimeout(() => void press(name, 'up'), CLICK_MS[name])
  })
}
watchFingers(buttons, (button, act) => void press(button, act))
hear((state) => (state ? show(state) : showAway()))
