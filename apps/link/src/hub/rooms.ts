import { type GatePath, gatesAtOrBelow, type State, withAncestors } from '@boss-deployer/gate'
import type { Right } from '@boss-deployer/protocol'
import { gatesWith, type Principal } from '../auth/principal.ts'

/** Servers and consoles listen at the top of their reach; a message about a gate goes to all listeners at or above it. */
const watcher = (gate: GatePath): string => `watch ${gate}`
/** Pipelines listen at the gate they ask at. */
export const pipelineRoom = (gate: GatePath): string => `pipelines ${gate}`

/** The rooms of a server or console: of all it may hear about. */
export const watcherRooms = (principal: Principal, right: Right): string[] => gatesWith(principal, right).map(watcher)

export const roomsAbout = (gate: GatePath): string[] => withAncestors(gate).map(watcher)

/** A mode holds for all below its gate, so it concerns who listens there too. */
export function roomsOfMode(state: State, gate: GatePath): string[] {
  const below = [...gatesAtOrBelow(state, gate)].flatMap(({ path }) => [watcher(path), pipelineRoom(path)])
  return [...roomsAbout(gate), ...below]
}
