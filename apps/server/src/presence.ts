import type { Clock } from './clock.ts'
import type { ServerState } from './core/state.ts'

/** Well within the time after which the link takes a gadget that nobody speaks of for gone. */
const AGAIN_MS = 30_000

export interface PresentGadget {
  readonly id: string
  readonly online: boolean
  /** As its last ping said. */
  readonly version?: string
  /** Where it is called. */
  readonly address?: string
}

/** Tells the link which of its gadgets answer: when that changed, and again after a while. */
export function presenceTeller(
  clock: Pick<Clock, 'after'>,
  tell: (gadgets: readonly PresentGadget[]) => void,
): (state: Pick<ServerState, 'link' | 'primary' | 'gadgets'>) => void {
  let told = '[]'
  let cancel = () => {}

  function say(gadgets: readonly PresentGadget[]): void {
    if (gadgets.length === 0) return
    tell(gadgets)
    cancel = clock.after(AGAIN_MS, () => say(gadgets))
  }

  return ({ link, primary, gadgets }) => {
    const known = link ? [...gadgets].filter(([id]) => primary?.has(id)) : []
    const present = known.map(
      ([id, { isOn, version, enrolled }]): PresentGadget => ({
        ...{ id, online: isOn, address: enrolled.url },
        ...(version === null ? {} : { version }),
      }),
    )
    const now = JSON.stringify(present)
    if (now === told) return
    told = now
    cancel()
    say(present)
  }
}
