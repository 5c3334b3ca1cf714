import type { ButtonName } from './state.ts'

export type Act = 'down' | 'up' | 'slip'
export type Press = (button: ButtonName, act: Act) => void

/** One finger at a time on one button, by mouse, touch or key. A finger that goes away without letting go presses nothing. */
export function watchFingers(buttons: Readonly<Record<ButtonName, HTMLButtonElement>>, press: Press): void {
  let held: { readonly button: ButtonName; readonly by: string } | null = null

  function down(button: ButtonName, by: string) {
    if (held) return
    held = { button, by }
    press(button, 'down')
  }

  function end(by: string, act: 'up' | 'slip') {
    if (held?.by !== by) return
    const { button } = held
    held = null
    press(button, act)
  }

  for (const [name, element] of Object.entries(buttons) as [ButtonName, HTMLButtonElement][]) {
    element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return
      element.setPointerCapture(event.pointerId)
      down(name, `pointer ${event.pointerId}`)
    })
    element.addEventListener('pointerup', (event) => end(`pointer ${event.pointerId}`, 'up'))
    element.addEventListener('pointercancel', (event) => end(`pointer ${event.pointerId}`, 'slip'))
    element.addEventListener('contextmenu', (event) => event.preventDefault())
  }

  const keyOf = ({ key, target }: KeyboardEvent): ButtonName | null => {
    if (key === ' ' || key === 'Enter') {
      const focused = (Object.keys(buttons) as ButtonName[]).find((name) => buttons[name] === target)
      return focused ?? (target === document.body ? 'unlock' : null)
    }
    if (key === 'r' || key === 'R') return 'release'
    return key === 'b' || key === 'B' ? 'block' : null
  }

  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape' && held) return end(held.by, 'slip')
    const button = keyOf(event)
    if (button === null) return
    event.preventDefault()
    if (!event.repeat) down(button, `key ${event.key.toLowerCase()}`)
  })
  addEventListener('keyup', (event) => end(`key ${event.key.toLowerCase()}`, 'up'))
  addEventListener('blur', () => held && end(held.by, 'slip'))
  document.addEventListener('visibilitychange', () => document.hidden && held && end(held.by, 'slip'))
}
