/** The languages that the console speaks. */
export const languages = ['en', 'es'] as const
export type Language = (typeof languages)[number]

const isLanguage = (it: unknown): it is Language => languages.some((language) => language === it)

export interface Spoken {
  readonly language: Language
  /** The language as this browser wants it, with its region: for times and numbers. */
  readonly locale: string
}

/** What somebody chose here goes before what the browser asks for. */
export const LANGUAGE = 'language'
export const chosenLanguage = (text: string | null): Language | null => languages.find((it) => it === text) ?? null

/** The first language that the browser asks for and the console speaks, else English. */
export function spokenBy(preferred: readonly string[]): Spoken {
  const language = preferred.map((it) => it.toLowerCase().split('-')[0]).find(isLanguage) ?? 'en'
  return { language, locale: preferred.find((it) => it.toLowerCase().startsWith(language)) ?? language }
}
