import { events as english } from '../words/en/events.ts'
import { events as spanish } from '../words/es/events.ts'
import { wordsOf } from '../words/words.ts'

export const useEventsWords = wordsOf({ en: english, es: spanish })
