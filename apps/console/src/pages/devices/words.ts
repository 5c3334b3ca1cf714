import { devices as en } from '../../words/en/devices.ts'
import { devices as es } from '../../words/es/devices.ts'
import { wordsOf } from '../../words/words.ts'

export const useDevicesWords = wordsOf({ en, es })
