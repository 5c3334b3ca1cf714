/** Control characters, invisible format characters (also those that turn the direction of writing), line separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu

/** The beginning of a text, never ending in half a character. */
export const cut = (text: string, most: number): string => text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')

/** Text of strangers in one bounded line, fit for a terminal: it cannot move the cursor, colour or hide anything. */
export function plain(text: string, most = 300): string {
  const seen = text
    .slice(0, most * 4)
    .replace(UNSEEN, ' ')
    .trim()
  return seen.length > most ? `${cut(seen, most - 1)}…` : seen
}
