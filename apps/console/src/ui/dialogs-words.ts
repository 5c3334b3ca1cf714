import { dialogs as english } from '../words/en/dialogs.tsx'
import { dialogs as spanish } from '../words/es/dialogs.tsx'
import { wordsOf } from '../words/words.ts'

export const useDialogsWords = wordsOf({ en: english, es: spanish })
