/** How a room may use a package: everything of it, or only its types, which leave nothing behind in the built file. */
export type Use = 'all' | 'types'

export interface Room {
  /** Names of our packages, without the scope. */
  readonly may: Readonly<Record<string, Use>>
  /** False where the code stands alone: no package and no Node.js module. */
  readonly hasOutside?: false
  /** Folders below the workspace whose code runs in a browser. */
  readonly browser?: readonly string[]
}

/** The one table of rooms. package.json, tsconfig.json and biome.json say the same, and walls.test.ts compares them. */
export const rooms: Readonly<Record<string, Room>> = {
  'packages/gate': { may: {}, hasOutside: false },
  'packages/protocol': { may: { gate: 'types' } },
  'packages/store': { may: { gate: 'all' } },
  'packages/client': { may: { protocol: 'all' } },
  'packages/testing': { may: { gate: 'all', protocol: 'all', store: 'all', client: 'all' } },
  'apps/link': { may: { gate: 'all', protocol: 'all', store: 'all' } },
  'apps/server': { may: { gate: 'types', protocol: 'all', client: 'all' } },
  'apps/gadget': { may: { protocol: 'all' }, browser: ['src/face/'] },
  'apps/console': { may: { gate: 'all', protocol: 'all', client: 'all' }, browser: ['src/'] },
  'apps/resource': { may: { protocol: 'all', client: 'all' } },
  'apps/action': { may: { protocol: 'all', client: 'all' } },
  'apps/cli': { may: { protocol: 'all', client: 'all' } },
  hardware: { may: {} },
}

export const scope = '@boss-deployer/'

/** Entries that only tests may import. */
export const testOnly = ['@boss-deployer/store/contract', '@boss-deployer/testing']

/** Entries made of Node.js modules, which no browser has. */
export const nodeOnly = [
  '@boss-deployer/protocol/gadget',
  '@boss-deployer/protocol/record',
  '@boss-deployer/store',
  '@boss-deployer/testing',
]
