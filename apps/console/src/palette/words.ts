import { palette as english } from '../words/en/palette.ts'
import { palette as spanish } from '../words/es/palette.ts'
import { wordsOf } from '../words/words.ts'

export const usePaletteWords = wordsOf({ en: english, es: spanish })
