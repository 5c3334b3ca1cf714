import { plain, shownLength } from './plain.ts'

/** One of the link's messages as a sentence of its own. */
export function sentence(message: string): string {
  const text = plain(message, shownLength.text)
  const head = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?…]$/.test(head) ? head : `${head}.`
}

export const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

/** `one`, `one and two`, `one, two and three`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
