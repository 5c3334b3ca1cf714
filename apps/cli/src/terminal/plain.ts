/**
 * What may not reach a terminal as it is: control characters (a CSI moves the cursor and hides lines), format
 * characters (bidi overrides turn text round, CVE-2021-42574; zero-width ones hide it), other line ends, private use
 * and what no standard has assigned.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu
/** More marks than any language stacks on a letter; a pile of them covers the lines around it. */
const PILE = /(\p{M}{4})\p{M}+/gu
const LONGEST = 2_100

const escaped = (character: string) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`

/** Text from elsewhere as one harmless line: what could act on a terminal is written out, what is too long is cut. */
export function plain(text: string, max = LONGEST): string {
  const safe = text.replace(UNSAFE, escaped).replace(PILE, '$1')
  return safe.length <= max ? safe : `${safe.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** One line of JSON that is also harmless on a terminal: the same value, with those characters as JSON escapes. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}
