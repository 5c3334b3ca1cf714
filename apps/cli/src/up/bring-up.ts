import { restClient } from '@boss-deployer/client/rest'
import { wrongUsage } from '../command/problem.ts'
import { readTokens, tokenFileOf } from '../link/data.ts'
import { enrol, stillKnown } from './enrol.ts'
import type { Family } from './family.ts'
import { type Pair, startPair } from './pair.ts'
import { urlOf } from './ports.ts'
import { type Known, readSettings } from './settings.ts'
import { linkSpec, type Places } from './spec.ts'
import type { Port } from './teller.ts'

export type Ports = Readonly<Record<Port, number>>

/** What runs, and where. */
export interface Running extends Pair {
  readonly link: string
  readonly operatorToken: string
}

/** The first gadget of a link. */
const DESK = { id: 'desk', gate: 'root' } as const

/**
 * All at once when server and gadget have their settings from the last time; the link is asked then whether it still
 * knows them. The first time, and when it does not, they start once they are enrolled.
 */
export async function bringUp(ports: Ports, places: Places, family: Family): Promise<Running> {
  const { data } = places
  const startWith = (known: Known) => startPair({ places, ports, family, link: urlOf(ports.link) }, known)
  const kept = readSettings(data)
  const { token, keys } = kept
  const early = token !== null && keys !== null ? startWith({ token, keys }) : null
  // It is awaited below; should the link fail first, that is what is told.
  early?.catch(() => {})
  const { url: link } = await family.start(linkSpec(places, { port: ports.link, tokenFile: tokenFileOf(data) }))
  const operatorToken = operatorTokenIn(data)
  const operator = restClient({ url: link, token: operatorToken })
  const known = await stillKnown(kept, operator, link)
  if (early && known.token !== null && known.keys !== null) return { link, operatorToken, ...(await early) }
  if (early) await early.then(() => family.stop('server', 'gadget'))
  return { link, operatorToken, ...(await startWith(await enrol(known, operator, DESK))) }
}

function operatorTokenIn(data: string): string {
  const token = readTokens(data)?.operator
  if (token !== undefined) return token
  throw wrongUsage(`${tokenFileOf(data)} cannot be read`, 'look at its mode and owner')
}
