/** The languages that the console speaks. */
export const languages = ['en', 'es'] as const
export type Language = (typeof languages)[number]

const KEY = 'language'

const isLanguage = (it: unknown): it is Language => languages.some((language) => language === it)

export interface Spoken {
  readonly language: Language
  /** The language as this browser wants it, with its region: for times and numbers. */
  readonly locale: string
}

/** The chosen language, else the first that the browser asks for and the console speaks, else English. */
export function spokenBy(chosen: string | null, preferred: readonly string[]): Spoken {
  const first = preferred.map((it) => it.toLowerCase().split('-')[0]).find(isLanguage)
  const language = isLanguage(chosen) ? chosen : (first ?? 'en')
  return { language, locale: preferred.find((it) => it.toLowerCase().startsWith(language)) ?? language }
}

/** What was chosen in this browser. A browser that keeps nothing has chosen nothing. */
export function chosenLanguage(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}

/** Keeps the choice; null gives it back to the browser. The page has to be loaded anew. */
export function chooseLanguage(language: Language | null): void {
  try {
    if (language === null) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, language)
  } catch {
    // Private windows of some browsers keep nothing: the browser's language holds then.
  }
}
