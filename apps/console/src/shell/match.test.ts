import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { matchPath } from './match.ts'

test.each([
  ['/', '/', {}],
  ['/', '/history', null],
  ['/history', '/history/', {}],
  ['/locks/:uuid', '/locks/a%2Fb', { uuid: 'a/b' }],
  ['/locks/:uuid', '/locks', null],
  ['/locks/:uuid', '/locks/%E0%A4%A', null],
  ['/settings/*', '/settings', {}],
  ['/settings/*', '/settings/people/ada', {}],
  ['/settings/*', '/set', null],
])('%s asked for %s', (pattern, path, params) => {
  expect(matchPath(pattern, path)).toEqual(params)
})

property.prop([fc.string({ minLength: 1 })])('any name is found again in the path made of it', (name) => {
  expect(matchPath('/gates/:gate', `/gates/${encodeURIComponent(name)}`)).toEqual({ gate: name })
})
