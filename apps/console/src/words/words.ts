import { createContext, use } from 'react'
import { first as english } from './en/first.ts'
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
