/** What an address asks for beside the console itself; it stands after the `#`, where no server sees it. */
export type Visit =
  | { readonly to: 'console' }
  | { readonly to: 'join'; readonly code: string; readonly name: string }
  | { readonly to: 'device'; readonly code: string }
  | { readonly to: 'reset'; readonly code: string }
  | { readonly to: 'account' }

/** `search` is what stands after the `?`: there, and nowhere else, RFC 8628 lets the link fill in a device's code. */
export function visitIn(fragment: string, search: string): Visit {
  const said = new URLSearchParams(fragment.replace(/^#/, ''))
  const join = said.get('join')
  if (join) return { to: 'join', code: join, name: said.get('name') ?? '' }
  const reset = said.get('reset')
  if (reset) return { to: 'reset', code: reset }
  if (said.has('device'))
    return { to: 'device', code: said.get('device') || (new URLSearchParams(search).get('user_code') ?? '') }
  return said.has('account') ? { to: 'account' } : { to: 'console' }
}
