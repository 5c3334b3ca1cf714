import { expect, test } from 'vitest'
import { isAmong } from './origins.ts'

const allowed = ['https://push.example.com', 'https://*.notify.example.com', 'http://127.0.0.1:9']

test.each([
  'https://push.example.com/send/1?x=2',
  'https://a.notify.example.com/w',
  'https://a.b.notify.example.com/w',
  'http://127.0.0.1:9/',
])('%s may be called', (address) => {
  expect(isAmong(address, allowed)).toBe(true)
})

test.each([
  'https://notify.example.com/w',
  'https://evilnotify.example.com/w',
  'https://a.notify.example.com.evil.example/w',
  'https://a.notify.example.com:8443/w',
  'http://a.notify.example.com/w',
  'http://push.example.com/',
  'https://push.example.com:444/',
  'https://push.example.com@evil.example/',
  'https://user@push.example.com/',
  'http://127.0.0.1:90/',
  'no address',
])('%s may not', (address) => {
  expect(isAmong(address, allowed)).toBe(false)
})
