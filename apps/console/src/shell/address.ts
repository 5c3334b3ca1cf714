import { useSyncExternalStore } from 'react'

/** Where one is: the path, and what stands after the `?`. */
export interface Address {
  readonly path: string
  readonly search: URLSearchParams
}

const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('popstate', listener)
  }
}

/** The present address; the part is drawn again when it changes. */
export function useAddress(): Address {
  const [path = '/', search = ''] = useSyncExternalStore(subscribe, () => location.pathname + location.search).split(
    '?',
  )
  return { path, search: new URLSearchParams(search) }
}

interface NavigateOptions {
  /** Whether the address takes the place of the present one: the way back leads past it. */
  readonly isReplacing?: boolean
}

/** Goes to an address of this console, such as `/history?gate=shop`, without loading the page anew. */
export function navigate(to: string, { isReplacing = false }: NavigateOptions = {}): void {
  if (isReplacing) history.replaceState(null, '', to)
  else history.pushState(null, '', to)
  tell()
}
