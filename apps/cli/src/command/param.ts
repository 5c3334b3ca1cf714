import { parse } from '@boss-deployer/protocol'
import { parseDuration } from '../words/duration.ts'
import { wrongUsage } from './problem.ts'

type Schema = Parameters<typeof parse>[0]

/** An option or argument: how it is written, what it is for, and how its texts become a value. */
export interface Param<T> {
  readonly flags: string
  readonly about: string
  /** Every text that was given, in order; empty when it was left out. Throws a `Problem`. */
  read(texts: readonly string[]): T
}

export type Params = Readonly<Record<string, Param<unknown>>>
export type Values<P extends Params> = { readonly [K in keyof P]: P[K] extends Param<infer T> ? T : never }

/** What is given at most once. */
function single<T>(flags: string, about: string, convert: (text: string) => T): Param<T | undefined> {
  return {
    flags,
    about,
    read([first, ...more]) {
      if (more.length > 0) throw wrongUsage(`${flags}: given more than once`, 'give it once')
      return first === undefined ? undefined : convert(first)
    },
  }
}

const checked = (flags: string, schema: Schema) => (text: string) => {
  const parsed = parse(schema, text)
  if (parsed.ok) return text
  throw wrongUsage(`${flags}: ${parsed.error.message}`, 'correct it; --help shows examples')
}

/** A text that the protocol's schema accepts. */
export const text = (flags: string, about: string, schema: Schema) => single(flags, about, checked(flags, schema))

/** A text that is one of a few. */
export function choice<const C extends string>(
  flags: string,
  about: string,
  choices: readonly C[],
): Param<C | undefined> {
  return single(flags, `${about} (${choices.join(', ')})`, (given) => {
    const found = choices.find((it) => it === given)
    if (found === undefined) throw wrongUsage(`${flags}: is not one of ${choices.join(', ')}`, 'take one of these')
    return found
  })
}

/** A duration in milliseconds. */
export const duration = (flags: string, about: string) =>
  single(flags, about, (given) => {
    const ms = parseDuration(given)
    if (ms === null) throw wrongUsage(`${flags}: is not a duration`, 'write it like 90s, 30m, 1h or 2d')
    return ms
  })

/** A whole number within bounds. */
export const wholeNumber = (flags: string, about: string, [least, most]: readonly [number, number]) =>
  single(flags, about, (given) => {
    const number = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN
    if (number >= least && number <= most) return number
    throw wrongUsage(`${flags}: is not a whole number from ${least} to ${most}`, 'correct it')
  })

/** A text that must not be left out. */
export function required<T>(param: Param<T | undefined>): Param<T> {
  return {
    ...param,
    read(texts) {
      const value = param.read(texts)
      if (value !== undefined) return value
      throw wrongUsage(`${param.flags} is missing`, 'give it; --help shows examples')
    },
  }
}

/** May be given several times. */
export const several = (flags: string, about: string, schema: Schema): Param<readonly string[]> => ({
  flags,
  about: `${about} (may be repeated)`,
  read: (texts) => texts.map(checked(flags, schema)),
})

/** Given or not. */
export const flag = (flags: string, about: string): Param<boolean> => ({
  flags,
  about,
  read: (texts) => texts.length > 0,
})
