import { numbers as en } from '../../words/en/numbers.ts'
import { numbers as es } from '../../words/es/numbers.ts'
import { wordsOf } from '../../words/words.ts'

export const useNumbersWords = wordsOf({ en, es })
export type NumbersWords = typeof en
