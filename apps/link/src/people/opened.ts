import type { Store } from '@boss-deployer/store'
import type { Library, LibraryParts } from './library.ts'

export interface OpenerParts extends Pick<LibraryParts, 'secret' | 'hooks' | 'sso' | 'onError'> {
  readonly store: Pick<Store, 'people'>
  /** Known once the link listens. */
  readonly url: () => string
}

/** Opens the library when it is first needed; what failed is tried again by whoever comes next. */
export function opener({ store, url, ...parts }: OpenerParts): () => Promise<Library> {
  let opened: Promise<Library> | null = null

  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = null
      throw error
    })
    return opened
  }

  async function open(): Promise<Library> {
    const [{ openLibrary }, database] = await Promise.all([import('./library.ts'), store.people()])
    return openLibrary({ ...parts, database, url: url() })
  }
}
