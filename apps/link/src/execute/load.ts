import {
  type Command,
  lastPressOf,
  lockOf,
  requestIdOf,
  type State,
  withLoadedAnswers,
  withLoadedLock,
} from '@boss-deployer/gate'
import type { Store } from '@boss-deployer/store'

/** Memory holds open locks. What else these commands name, closed locks and first answers, is loaded before they are decided. */
export async function loadNamed(store: Store, state: State, commands: readonly Command[]): Promise<State> {
  let loaded = state
  for (const command of commands) {
    if (command.type !== 'lock' && 'lock' in command && command.lock !== null) {
      loaded = await withLock(store, loaded, command.lock)
    }
    const requestId = requestIdOf(command)
    if (requestId === null || isNewPress(state, command)) continue
    const asked = await store.asked(command.by.id, requestId)
    loaded = withLoadedAnswers(loaded, command.by.id, requestId, asked)
    for (const { lock } of asked) if (lock !== null) loaded = await withLock(store, loaded, lock)
  }
  return loaded
}

async function withLock(store: Store, state: State, id: string): Promise<State> {
  if (lockOf(state, id)) return state
  const lock = await store.lock(id)
  return lock ? withLoadedLock(state, lock) : state
}

/** Counters of presses only rise: one that is higher than all before has no answer yet. */
const isNewPress = (state: State, { press }: Command): boolean =>
  press !== null && press.counter > lastPressOf(state, press.gadget)
