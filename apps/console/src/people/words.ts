import { people as english } from '../words/en/people.ts'
import { people as spanish } from '../words/es/people.ts'
import { wordsOf } from '../words/words.ts'

export const usePeopleWords = wordsOf({ en: english, es: spanish })
