import { expect, test } from 'vitest'
import { spokenBy } from './language.ts'

test.each([
  [['es-MX', 'en'], 'es', 'es-MX'],
  [['de', 'en-GB'], 'en', 'en-GB'],
  [['de'], 'en', 'en'],
  [[], 'en', 'en'],
])('the browser asks for %j', (preferred, language, locale) => {
  expect(spokenBy(preferred)).toEqual({ language, locale })
})
