import type { RestClient } from '@boss-deployer/client/rest'
import { enrol, stillKnown, type Wanted } from './enrol.ts'
import { type Pair, startPair } from './pair.ts'
import { readSettings } from './settings.ts'
import type { Places } from './spec.ts'
import { firstPorts, type Started, startOnPorts, type Wishes } from './start-on-ports.ts'

export interface DeskParts {
  readonly places: Places
  readonly wanted: Wanted
  /** The link that it belongs to, spoken to as an operator. */
  readonly operator: RestClient
  readonly link: string
  /** Where the server calls the gadget, and where its face is; 0 is any. */
  readonly ports: { readonly gadget: number | undefined; readonly face: number | undefined }
}

export interface Desk extends Pair {
  readonly id: string
}

/** One more desk at a link: a gadget and the server beside it, enrolled the first time. */
export const startDesk = (
  { places, wanted, operator, link, ports: wish }: DeskParts,
  wishes: Wishes,
): Promise<Desk & Started> =>
  startOnPorts(
    {
      data: places.data,
      choose: async (choose) => ({
        server: await choose('server', firstPorts.server),
        gadget: await choose('gadget', wish.gadget ?? firstPorts.gadget),
        face: await choose('face', wish.face ?? firstPorts.face),
      }),
      start: async (ports, family) => {
        const known = await stillKnown(readSettings(places.data), operator, link)
        const enrolled = await enrol(known, operator, wanted)
        return { id: enrolled.keys.id, ...(await startPair({ places, ports, family, link }, enrolled)) }
      },
    },
    wishes,
  )
