import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { actionFile, bundleAction } from '../tools/action.mjs'

test('the bundle of the action in the repository is what its sources make, byte for byte: `npm run action` writes it', async () => {
  const isSame = readFileSync(actionFile, 'utf8') === (await bundleAction())
  expect(isSame).toBe(true)
})
