import { expect, test } from 'vitest'
import { people } from '../words/en/people.ts'
import { reasonIn } from './company.tsx'

test.each([
  ['', null],
  ['?user_code=ABCD', null],
  ['?error=not_invited', 'Nobody has invited you. Ask an operator.'],
  ['?error=toString', 'You were not signed in. Try again.'],
  ['?error=x&error_description=Call%20this%20number', 'You were not signed in. Try again.'],
])('%j is told in our own words, whatever it says: %j', (search, words) => {
  expect(reasonIn(search, people.company)).toBe(words)
})
