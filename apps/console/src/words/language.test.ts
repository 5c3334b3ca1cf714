import { expect, test } from 'vitest'
import { spokenBy } from './language.ts'

test.each([
  [null, ['es-MX', 'en'], 'es', 'es-MX'],
  [null, ['de', 'en-GB'], 'en', 'en-GB'],
  [null, ['de'], 'en', 'en'],
  ['es', ['en-US'], 'es', 'es'],
  ['tlh', ['es'], 'es', 'es'],
])('chosen %s, the browser asks for %j', (chosen, preferred, language, locale) => {
  expect(spokenBy(chosen, preferred)).toEqual({ language, locale })
})
