import { expect, test } from 'vitest'
import { dialogs as dialogsEn } from './en/dialogs.tsx'
import { events as eventsEn } from './en/events.ts'
import { first as firstEn } from './en/first.tsx'
import { gadget as gadgetEn } from './en/gadget.ts'
import { palette as paletteEn } from './en/palette.ts'
import { people as peopleEn } from './en/people.ts'
import { push as pushEn } from './en/push.ts'
import { settings as settingsEn } from './en/settings.tsx'
import { dialogs as dialogsEs } from './es/dialogs.tsx'
import { events as eventsEs } from './es/events.ts'
import { first as firstEs } from './es/first.tsx'
import { gadget as gadgetEs } from './es/gadget.ts'
import { palette as paletteEs } from './es/palette.ts'
import { people as peopleEs } from './es/people.ts'
import { push as pushEs } from './es/push.ts'
import { settings as settingsEs } from './es/settings.tsx'

/** The same in both languages. */
const same: readonly unknown[] = ['', 'No', '15 min', 'English', 'Español']

/** What every place of a catalogue says; of a function, what it says of the names of its places. */
function sayings(words: unknown, path = ''): readonly (readonly [string, unknown])[] {
  if (typeof words === 'function') return [[path, String(Reflect.apply(words, null, ['A', 'B', 'C', 'D', 'E']))]]
  if (typeof words !== 'object' || words === null) return [[path, words]]
  return Object.entries(words).flatMap(([name, inner]) => sayings(inner, `${path}/${name}`))
}

test.each([
  ['first', firstEn, firstEs],
  ['dialogs', dialogsEn, dialogsEs],
  ['events', eventsEn, eventsEs],
  ['gadget', gadgetEn, gadgetEs],
  ['palette', paletteEn, paletteEs],
  ['people', peopleEn, peopleEs],
  ['push', pushEn, pushEs],
  ['settings', settingsEn, settingsEs],
])('nothing of %s is left in English', (_, english, spanish) => {
  const said = new Map(sayings(spanish))
  const left = sayings(english).filter(([path, text]) => said.get(path) === text && !same.includes(text))
  expect(left.filter(([, text]) => text !== '[object Object]')).toEqual([])
  expect(said.size).toBeGreaterThan(10)
})
