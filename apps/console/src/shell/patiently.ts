/** Longer with each, as a link that restarts is back within seconds and one that is away may stay so. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]

const pass = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * Loads, and tries again for a minute where it does not come.
 * @param wait passes a pause, milliseconds
 * @throws what the last try threw
 */
export async function patiently<It>(load: () => Promise<It>, wait = pass): Promise<It> {
  for (const pause of PAUSES_MS) {
    try {
      return await load()
    } catch {
      await wait(pause)
    }
  }
  return load()
}
