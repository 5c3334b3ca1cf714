import type * as z from 'zod/mini'

export type { Camel } from '@boss-deployer/protocol'
export type WireOf<S extends z.ZodMiniType> = z.output<S>
