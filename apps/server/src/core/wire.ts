import type { press } from '@boss-deployer/protocol'
import type * as z from 'zod/mini'

export type Press = z.output<typeof press>

/** What a gadget has to show, with moments where the wire has durations. */
export interface View {
  readonly mode: 'default' | 'released' | 'blocked'
  readonly head: {
    readonly uuid: string
    readonly pipeline: string
    readonly step: string
    readonly by: string
    /** Milliseconds by the clock on the wall. */
    readonly lockedAt: number
  } | null
  readonly queueLength: number
  readonly until: number | null
  readonly link: boolean
  readonly gate: string
  readonly answered: { readonly counter: number; readonly ok: boolean } | null
}
