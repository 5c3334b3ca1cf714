const WILD = '://*.'

/** Whether an address is of one of these origins; `https://*.example.com` stands for all names below that one. */
export function isAmong(address: string, origins: readonly string[]): boolean {
  if (!URL.canParse(address)) return false
  const { origin, username, password } = new URL(address)
  return username === '' && password === '' && origins.some((each) => isOf(origin, each))
}

function isOf(origin: string, allowed: string): boolean {
  const [scheme = '', parent] = allowed.split(WILD)
  return parent === undefined
    ? origin === allowed
    : origin.startsWith(`${scheme}://`) &&
        origin.endsWith(`.${parent}`) &&
        origin.length > `${scheme}://.${parent}`.length
}
