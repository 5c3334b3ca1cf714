import type { Stop } from './link.ts'

/** A function that ends something, for `using` too. */
export const stopping = (stop: () => void): Stop => Object.assign(() => stop(), { [Symbol.dispose]: stop })
