import { firstRun as en } from '../../words/en/first-run.ts'
import { firstRun as es } from '../../words/es/first-run.ts'
import { wordsOf } from '../../words/words.ts'

export const useFirstRunWords = wordsOf({ en, es })
