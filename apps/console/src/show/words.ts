import { plain, shownLength } from './plain.ts'

/** One of the link's messages as a sentence of its own. */
export function sentence(message: string): string {
  const text = plain(message, shownLength.text)
  const head = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?…]$/.test(head) ? head : `${head}.`
}

/** Why something was not done, or cannot be: a code of the one table or of this page, and the sentence in English. */
export interface Refusal {
  readonly code: string
  readonly message: string
}

/** In the viewer's language: in English as it was said, else by its code. */
export const refusalWords = (
  { refusals }: { readonly refusals: Readonly<Record<string, string>> },
  { code, message }: Refusal,
): string => refusals[code] ?? sentence(message)

export const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`
