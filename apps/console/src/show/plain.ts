/** How much of a stranger's text a page shows. */
export const shownLength = { name: 80, line: 200, text: 320, whole: 2_000 } as const

// Marks that turn, hide or join the text around them: bidi controls, zero-width and other invisible characters, tags.
// Joiners and the choice between text and emoji stay, several scripts need them. https://www.unicode.org/reports/tr36/
const INVISIBLE = /(?!\u200C|\u200D|\uFE0E|\uFE0F)\p{Default_Ignorable_Code_Point}|[\uFFF9-\uFFFB]/gu
const LONE_SURROGATE = /\p{Cs}/gu
const PRIVATE = /\p{Co}/gu
const BREAK = /\r\n|[\n\r\u0085\u2028\u2029]/g
const CONTROL = /\p{Cc}/gu
// More marks than any script stacks on one letter run over the lines above and below.
const STACKED = /(\p{M}{3})\p{M}+/gu

const REPLACEMENT = '\uFFFD'
const CONTROL_PICTURES = 0x2400
const DELETE_PICTURE = '\u2421'

function pictureOf(control: string): string {
  const code = control.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(CONTROL_PICTURES + code)
  return code === 0x7f ? DELETE_PICTURE : REPLACEMENT
}

interface PlainOptions {
  /** How many lines may stay; without it every break becomes a space. */
  readonly lines?: number
}

/**
 * A stranger's text so that it can be shown: nothing in it turns, hides or overprints its surroundings, and it is cut
 * after `max` characters. What was taken out leaves a visible mark. (React escapes HTML; this is about the rest.)
 */
export function plain(text: string, max: number = shownLength.line, { lines = 1 }: PlainOptions = {}): string {
  // A first cut, so that a huge text costs no more than a large one: what is kept is never longer than what was there.
  const bounded = text.slice(0, max * 8)
  const harmless = bounded
    .replace(BREAK, lines > 1 ? '\n' : ' ')
    .replace(CONTROL, (it) => (it === '\n' ? it : it === '\t' ? ' ' : pictureOf(it)))
    .replace(LONE_SURROGATE, REPLACEMENT)
    .replace(PRIVATE, REPLACEMENT)
    .replace(INVISIBLE, REPLACEMENT)
    .replace(STACKED, '$1')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  const kept = harmless.split('\n', lines).join('\n')
  const characters = Array.from(kept)
  const isWhole = characters.length <= max && kept === harmless && bounded.length === text.length
  return isWhole ? harmless : `${characters.slice(0, max).join('').trimEnd()}…`
}

/** A web address a stranger named, where it is one to follow: http or https, with the host that it really leads to. */
export function webAddress(text: string | undefined): { readonly href: string; readonly host: string } | null {
  if (text === undefined || !URL.canParse(text)) return null
  const { protocol, href, host, username, password } = new URL(text)
  if (protocol !== 'http:' && protocol !== 'https:') return null
  return username || password ? null : { href, host }
}
