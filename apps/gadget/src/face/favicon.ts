import type { Pattern } from './state.ts'

/** The colour of a state where there is room for one only: the tab's icon, and the edge of the page. */
export const colorOf: Readonly<Record<Pattern, string>> = {
  seeking: '#9aa3b2',
  found: '#18a957',
  unknown: '#e08600',
  idle: '#5b6b85',
  locked: '#2f6bff',
  released: '#18a957',
  blocked: '#e0342b',
  default: '#2f6bff',
  pressing: '#2f6bff',
  refused: '#e0342b',
  ignored: '#e0342b',
  test: '#2f6bff',
}

/** The gadget from above, in that colour. */
export function iconOf(pattern: Pattern): string {
  const lights = [0, 1, 2, 3, 4].map((index) => {
    const angle = (index * 2 * Math.PI) / 5
    return `<circle cx="${(16 + 11 * Math.sin(angle)).toFixed(1)}" cy="${(16 - 11 * Math.cos(angle)).toFixed(1)}" r="3.4"/>`
  })
  const color = colorOf[pattern]
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="16" fill="#191d24"/><g fill="${color}">${lights.join('')}<circle cx="16" cy="16" r="5.5"/></g></svg>`
  return `data:image/svg+xml,${encodeURIComponent(picture)}`
}
