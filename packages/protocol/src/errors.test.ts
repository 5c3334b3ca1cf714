import type { GateErrorCode } from '@boss-deployer/gate'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { type ErrorCode, errorCodes, errorTable, exitCodes, exitOfEnd, isErrorCode } from './errors.ts'

describe.each(errorCodes)('the error %s', (code) => {
  const row = errorTable[code]

  test('has an HTTP status of an error, a title for people, and the exit code of a process that did not pass', () => {
    expect(row.status).toBeGreaterThanOrEqual(400)
    expect(row.status).toBeLessThan(600)
    expect(row.title).toMatch(/^[A-Z][^.]+$/)
    expect(Object.values(exitCodes)).toContain(row.exit)
    expect(row.exit).not.toBe(exitCodes.passed)
  })
})

test('each code has the HTTP status that was promised', () => {
  expect(Object.fromEntries(errorCodes.map((code) => [code, errorTable[code].status]))).toEqual({
    invalid_message: 400,
    unauthenticated: 401,
    forbidden: 403,
    self_approval: 403,
    not_passed: 403,
    not_found: 404,
    lock_not_found: 404,
    gate_not_found: 404,
    gate_locked: 409,
    gate_blocked: 409,
    not_approved: 409,
    lock_ended: 409,
    conflict: 409,
    precondition_failed: 412,
    precondition_required: 428,
    too_large: 413,
    too_many: 429,
    internal: 500,
    unavailable: 503,
  })
})

test('a process ends 0 when it passed, and by a number of its own for each way not to', () => {
  expect(exitCodes).toEqual({
    passed: 0,
    notAllowed: 1,
    usage: 2,
    rejected: 3,
    expired: 4,
    gaveUp: 5,
    unreachable: 6,
    stillWaiting: 7,
  })
  expect(exitOfEnd).toEqual({ rejected: 3, killed: 1, expired: 4, cancelled: 5, superseded: 5 })
})

test('what may be tried again unchanged is what time can heal', () => {
  expect(errorCodes.filter((code) => errorTable[code].isRetryable)).toEqual([
    'not_passed',
    'not_approved',
    'too_many',
    'internal',
    'unavailable',
  ])
})

test('a code of another link is known or not, and names of JavaScript are none', () => {
  expect(isErrorCode('conflict')).toBe(true)
  for (const text of ['', 'of_next_year', 'toString', '__proto__', 'constructor']) expect(isErrorCode(text)).toBe(false)
})

test('every code of the gate is a row of the table', () => {
  expectTypeOf<GateErrorCode>().toExtend<ErrorCode>()
})
