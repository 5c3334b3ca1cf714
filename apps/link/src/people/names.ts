const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.startsWith('[')

/** A passkey belongs to a name, never to a number: on this machine that is `localhost`. */
export function namesOf(url: string): { readonly rpId: string; readonly origins: readonly string[] } {
  const { hostname, origin, port, protocol } = new URL(url)
  if (!isAddress(hostname)) return { rpId: hostname, origins: [origin] }
  return { rpId: 'localhost', origins: [origin, `${protocol}//localhost${port === '' ? '' : `:${port}`}`] }
}
