import { restClient } from '@boss-deployer/client/rest'
import { wrongUsage } from '../command/problem.ts'
import { readTokens, tokenFileOf } from '../link/data.ts'
import { enrol, stillKnown } from './enrol.ts'
import type { Family } from './family.ts'
import { HOST } from './ports.ts'
import { type Keys, readSettings, writeSettings } from './settings.ts'
import { gadgetConfigOf, gadgetSpec, linkSpec, type Places, serverConfigOf, serverSpec } from './spec.ts'
import type { Port } from './teller.ts'

export type Ports = Readonly<Record<Port, number>>

/** What runs, and where. */
export interface Running {
  readonly link: string
  readonly server: string
  readonly gadget: string
  readonly face: string
  readonly operatorToken: string
}

/**
 * All at once when server and gadget have their settings from the last time; the link is asked then whether it still
 * knows them. The first time, and when it does not, they start once they are enrolled.
 */
export async function bringUp(ports: Ports, places: Places, family: Family): Promise<Running> {
  const { data } = places
  const at = { link: urlOf(ports.link), server: urlOf(ports.server), gadget: urlOf(ports.gadget) }
  const startPair = async ({ token, keys }: { token: string; keys: Keys }) => {
    writeSettings(data, { token, keys }, at)
    const server = family.start(serverSpec(places, { port: ports.server, config: serverConfigOf(data) }))
    const gadgetPorts = { port: ports.gadget, facePort: ports.face }
    const gadget = family.start(gadgetSpec(places, { ...gadgetPorts, config: gadgetConfigOf(data) }))
    const [{ url }, { url: gadgetUrl, face }] = await Promise.all([server, gadget])
    return { server: url, gadget: gadgetUrl, face: face ?? urlOf(ports.face) }
  }

  const kept = readSettings(data)
  const { token, keys } = kept
  const early = token !== null && keys !== null ? startPair({ token, keys }) : null
  // It is awaited below; should the link fail first, that is what is told.
  early?.catch(() => {})
  const { url: link } = await family.start(linkSpec(places, { port: ports.link, tokenFile: tokenFileOf(data) }))
  const operatorToken = operatorTokenIn(data)
  const operator = restClient({ url: link, token: operatorToken })
  const known = await stillKnown(kept, operator, link)
  if (early && known.token !== null && known.keys !== null) return { link, operatorToken, ...(await early) }
  if (early) await early.then(() => family.stop('server', 'gadget'))
  return { link, operatorToken, ...(await startPair(await enrol(known, operator))) }
}

function operatorTokenIn(data: string): string {
  const token = readTokens(data)?.operator
  if (token !== undefined) return token
  throw wrongUsage(`${tokenFileOf(data)} cannot be read`, 'look at its mode and owner')
}

const urlOf = (port: number) => `http://${HOST}:${port}`
