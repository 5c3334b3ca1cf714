import { createContext, use } from 'react'
import { first as english } from './en/first.tsx'
import type { Language } from './language.ts'

/** What the shell and the first page say. */
export type Words = typeof english

export interface Speech {
  readonly language: Language
  readonly words: Words
}

export const SpeechContext = createContext<Speech>({ language: 'en', words: english })

export const useLanguage = (): Language => use(SpeechContext).language

/** The words of the shell and of the first page. */
export const useWords = (): Words => use(SpeechContext).words

/** The words of a page that is loaded when it is asked for: `const useLockWords = wordsOf({ en, es })`. */
export const wordsOf =
  <T>(spoken: Readonly<Record<Language, T>>): (() => T) =>
  () =>
    spoken[useLanguage()]

/** `one`, `one and two`, `one, two and three`, in the viewer's language. */
export function useListed(): (items: readonly string[]) => string {
  const language = useLanguage()
  return (items) => new Intl.ListFormat(language === 'en' ? 'en-GB' : language).format(items)
}
