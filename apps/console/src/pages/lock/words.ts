import { lock as en } from '../../words/en/lock.tsx'
import { lock as es } from '../../words/es/lock.tsx'
import { wordsOf } from '../../words/words.ts'

export const useLockWords = wordsOf({ en, es })
