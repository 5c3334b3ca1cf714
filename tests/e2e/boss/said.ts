import { expect } from 'vitest'

/** Matchers without the `any` that Vitest gives them. */
export const aText: unknown = expect.any(String)
export const aNumber: unknown = expect.any(Number)
export const aList: unknown = expect.any(Array)
export const containing = (text: string): unknown => expect.stringContaining(text)
export const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern)
