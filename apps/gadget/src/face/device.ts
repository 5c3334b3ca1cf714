import { calmer, glowOf, meanOf } from './ring.ts'
import type { ButtonName, FaceState } from './state.ts'

/** An element that index.html has; throws where page and program do not fit. */
export function part<T extends Element>(selector: string, kind: new () => T): T {
  const element = document.querySelector(selector)
  if (element instanceof kind) return element
  throw new Error(`the page has no ${selector}`)
}

const all = (selector: string) => [...document.querySelectorAll<SVGElement>(selector)]

const buttonParts: Readonly<Record<ButtonName, string>> = {
  unlock: '#mushroom',
  release: '#green-button',
  block: '#red-button',
}
const holdFor: Readonly<Record<ButtonName, string>> = { unlock: 'default', release: 'release', block: 'block' }

/** The picture of the gadget: its lamps shine as the gadget's lights do, its buttons move as they are pressed. */
export function newDevice(): (state: FaceState) => void {
  const lamps = all('.lamp')
  const glows = all('.glow')
  const glowColors = all('.glow-colors:not(#spill)')
  const spill = part('.spill', SVGElement)
  const spillColors = part('#spill', SVGElement)
  const filled = part('#filled', SVGElement)
  const buttons = Object.entries(buttonParts).map(([name, selector]) => ({ name, element: part(selector, SVGElement) }))
  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  let steady: FaceState['lights'][number] = [0, 0, 0]

  function shine(lights: FaceState['lights']) {
    steady = calmer(steady, lights)
    const shown = calm.matches ? lights.map(() => steady) : lights
    for (const [index, light] of shown.entries()) {
      const { color, level } = glowOf(light)
      for (const element of [lamps[index], glowColors[index]]) element?.style.setProperty('color', color)
      lamps[index]?.style.setProperty('--level', level.toFixed(3))
      glows[index]?.style.setProperty('opacity', level.toFixed(3))
    }
    const { color, level } = glowOf(calm.matches ? steady : meanOf(lights))
    spillColors.style.setProperty('color', color)
    spill.style.setProperty('opacity', level.toFixed(3))
  }

  return ({ lights, holds }) => {
    shine(lights)
    for (const { name, element } of buttons) {
      element.classList.toggle(
        'down',
        holds.some(({ button }) => button === name),
      )
    }
    const hold = holds[0]
    const part = hold ? Math.min(1, hold.held / hold.acts_after) : 0
    filled.style.setProperty('stroke-dashoffset', String(100 - part * 100))
    filled.dataset.of = hold ? holdFor[hold.button] : ''
    filled.classList.toggle('done', hold !== undefined && hold.did !== null && hold.did !== 'nothing')
  }
}
