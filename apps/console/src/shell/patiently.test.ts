import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { patiently } from './patiently.ts'

test.prop([fc.nat({ max: 20 })])(
  'what does not come is asked for again, for a minute and no longer',
  async (failures) => {
    let tries = 0
    let waitedMs = 0
    const loaded = patiently(
      async () => {
        tries += 1
        if (tries <= failures) throw new Error('away')
        return 'it'
      },
      async (ms) => {
        waitedMs += ms
      },
    )
    if (failures <= 8) {
      await expect(loaded).resolves.toBe('it')
      expect(tries).toBe(failures + 1)
    } else await expect(loaded).rejects.toThrow('away')
    expect(waitedMs).toBeLessThanOrEqual(61_000)
  },
)
