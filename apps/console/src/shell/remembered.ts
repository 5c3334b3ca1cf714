/** What this browser keeps for the next visit; null where there is nothing, or where it keeps nothing for pages. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(keyOf(name))
  } catch {
    return null
  }
}

/** Kept by this browser alone. Where it may not keep anything, it holds until the page is closed. */
export function remember(name: string, text: string): void {
  try {
    localStorage.setItem(keyOf(name), text)
  } catch {
    // Private windows and strict settings: nothing is lost but the wish.
  }
}

/** As if it had never been kept. */
export function forget(name: string): void {
  try {
    localStorage.removeItem(keyOf(name))
  } catch {
    // As above: then nothing was kept either.
  }
}

const keyOf = (name: string): string => `boss-deployer:${name}`
