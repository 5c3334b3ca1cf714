import { settings as en } from '../../words/en/settings.tsx'
import { settings as es } from '../../words/es/settings.tsx'
import { wordsOf } from '../../words/words.ts'

export const useSettingsWords = wordsOf({ en, es })
