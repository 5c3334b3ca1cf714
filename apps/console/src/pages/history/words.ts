import { history as en } from '../../words/en/history.ts'
import { history as es } from '../../words/es/history.ts'
import { wordsOf } from '../../words/words.ts'

export const useHistoryWords = wordsOf({ en, es })
export type HistoryWords = typeof en
