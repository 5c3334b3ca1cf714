import { gadget as en } from '../../words/en/gadget.ts'
import { gadget as es } from '../../words/es/gadget.ts'
import { wordsOf } from '../../words/words.ts'

export const useGadgetWords = wordsOf({ en, es })
