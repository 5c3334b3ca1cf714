import type { Store } from '@boss-deployer/store'
import type { Library, LibraryParts } from './library.ts'
import { isThere, type Provider, providerOf, type SsoConfig } from './provider.ts'

/** How long a provider that was not there is let be. */
const RETRY_MS = 5_000

export interface OpenerParts extends Pick<LibraryParts, 'secret' | 'hooks' | 'onError'> {
  readonly store: Pick<Store, 'people'>
  /** Known once the link listens. */
  readonly url: () => string
  readonly sso: SsoConfig | null
  readonly clock: () => number
}

export interface Opened {
  readonly library: Library
  /** Whether the company's own sign-in can be used now. */
  readonly hasProvider: boolean
}

/** Opens the library when it is first needed; and again, when a provider that was away may be there. */
export function opener(parts: OpenerParts): (wantsProvider?: boolean) => Promise<Opened> {
  const { store, url, sso, clock, secret, hooks, onError } = parts
  let opened: Promise<Opened> | null = null
  let triedAt = Number.NEGATIVE_INFINITY

  return async (wantsProvider = false) => {
    opened ??= open(null).catch((error: unknown) => {
      opened = null
      throw error
    })
    const now = await opened
    if (!wantsProvider || sso === null || now.hasProvider || clock() - triedAt < RETRY_MS) return now
    triedAt = clock()
    if (await isThere(sso)) {
      // What fails here is tried again later: those who sign in by password do not wait for the provider.
      opened = open(providerOf(sso)).catch((error: unknown) => {
        onError(error)
        return now
      })
    }
    return opened
  }

  async function open(provider: Provider | null): Promise<Opened> {
    const [{ openLibrary }, database] = await Promise.all([import('./library.ts'), store.people()])
    const library = await openLibrary({ database, secret, url: url(), provider, hooks, onError })
    return { library, hasProvider: provider !== null }
  }
}
