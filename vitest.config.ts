import { defineConfig } from 'vitest/config'

// "source" makes `@boss-deployer/*` resolve to src/*.ts, so unit tests need no build.
const fromSource = ['source', 'module', 'node', 'development']

export default defineConfig({
  test: {
    // What is waited for comes sooner or later; a busy machine is slow.
    expect: { poll: { timeout: 15_000 } },
    // The provider of the fake company says at each start that it runs on an older Node.js and keeps nothing.
    onConsoleLog: (text) => !text.includes('oidc-provider '),
    projects: [
      {
        resolve: { conditions: fromSource },
        ssr: { resolve: { conditions: fromSource } },
        test: {
          name: 'unit',
          // Many tests share two cores: a slow one is not a broken one.
          testTimeout: 20_000,
          include: [
            '{packages,apps}/*/src/**/*.test.{ts,tsx}',
            'hardware/src/**/*.test.ts',
            'tools/**/*.test.ts',
            'tests/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/{e2e,protocol,crash,links}/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
