import { lock as en } from '../../words/en/lock.ts'
import { lock as es } from '../../words/es/lock.ts'
import { wordsOf } from '../../words/words.ts'

export const useLockWords = wordsOf({ en, es })
