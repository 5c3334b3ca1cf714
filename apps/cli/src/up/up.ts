import { bringUp, type Running } from './bring-up.ts'
import type { Places } from './spec.ts'
import { firstPorts, type Started, startOnPorts, type Wishes } from './start-on-ports.ts'

export type Up = Running & Started

/** Starts link, server and gadget; the link on that port, 0 for any free ports. */
export const startAll = (places: Places, port: number, wishes: Wishes): Promise<Up> =>
  startOnPorts(
    {
      data: places.data,
      choose: async (choose) => {
        const from = (name: 'server' | 'gadget' | 'face') => choose(name, port === 0 ? 0 : firstPorts[name])
        const link = await choose('link', port)
        return { link, server: await from('server'), gadget: await from('gadget'), face: await from('face') }
      },
      start: (ports, family) => bringUp(ports, places, family),
    },
    wishes,
  )
