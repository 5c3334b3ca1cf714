import type { Family } from './family.ts'
import { urlOf } from './ports.ts'
import { type Known, writeSettings } from './settings.ts'
import { gadgetConfigOf, gadgetSpec, type Places, serverConfigOf, serverSpec } from './spec.ts'
import type { Port } from './teller.ts'

/** A gadget and the server beside it, as they run. */
export interface Pair {
  readonly server: string
  readonly gadget: string
  readonly face: string
}

export interface PairParts {
  readonly places: Places
  readonly ports: Readonly<Record<Exclude<Port, 'link'>, number>>
  readonly family: Family
  /** The address of the link. */
  readonly link: string
}

/** Starts server and gadget with what the link knows of them. */
export async function startPair({ places, ports, family, link }: PairParts, known: Known): Promise<Pair> {
  const { data } = places
  writeSettings(data, known, { link, server: urlOf(ports.server), gadget: urlOf(ports.gadget) })
  const server = family.start(serverSpec(places, { port: ports.server, config: serverConfigOf(data) }))
  const gadgetPorts = { port: ports.gadget, facePort: ports.face }
  const gadget = family.start(gadgetSpec(places, { ...gadgetPorts, config: gadgetConfigOf(data) }))
  const [{ url }, { url: gadgetUrl, face }] = await Promise.all([server, gadget])
  return { server: url, gadget: gadgetUrl, face: face ?? urlOf(ports.face) }
}
