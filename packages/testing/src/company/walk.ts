/** A browser without a screen: it keeps cookies, follows redirects, and fills in one field where it is asked who it is. */
export interface Walker {
  /** Goes there, as far as it is sent, up to but not into an address for which `until` is true; the answer is where it is. */
  walk(from: string, until: (url: URL) => boolean): Promise<URL>
  /** One request with the cookies of that place. */
  ask(url: string, init?: RequestInit): Promise<Response>
}

const MAX_STEPS = 20

/** `login` is what it types. */
export function walker(login: string): Walker {
  const jars = new Map<string, Map<string, string>>()
  const jarOf = ({ host }: URL) => {
    const jar = jars.get(host) ?? new Map<string, string>()
    jars.set(host, jar)
    return jar
  }
  const cookies = (url: string) => [...jarOf(new URL(url))].map(([name, value]) => `${name}=${value}`).join('; ')

  async function ask(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('cookie', cookies(url))
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const at = pair.indexOf('=')
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(cookie)) jarOf(new URL(url)).delete(pair.slice(0, at))
      else jarOf(new URL(url)).set(pair.slice(0, at), pair.slice(at + 1))
    }
    return answer
  }

  return {
    ask,
    async walk(from, until) {
      let at = new URL(from)
      let init: RequestInit = {}
      for (let step = 0; step < MAX_STEPS && !until(at); step += 1) {
        const answer = await ask(at.href, init)
        const location = answer.headers.get('location')
        if (location !== null) {
          at = new URL(location, at)
          init = {}
          continue
        }
        const action = /action="([^"]+)"/.exec(await answer.text())?.[1]
        if (answer.status !== 200 || action === undefined) return at
        at = new URL(action, at)
        init = { method: 'POST', body: new URLSearchParams({ login }) }
      }
      return at
    },
  }
}
