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
  const answers = await Promise.all(commands.flatMap((command) => firstAnswers(store, state, command)))
  let loaded = state
  const named = new Set(commands.flatMap(lockNamedBy))
  for (const { by, requestId, asked } of answers) {
    loaded = withLoadedAnswers(loaded, by, requestId, asked)
    for (const { lock } of asked) if (lock !== null) named.add(lock)
  }
  const missing = [...named].filter((id) => !lockOf(state, id))
  const locks = await Promise.all(missing.map((id) => store.lock(id)))
  return locks.reduce((before, lock) => (lock ? withLoadedLock(before, lock) : before), loaded)
}

function firstAnswers(store: Store, state: State, command: Command) {
  const requestId = requestIdOf(command)
  if (requestId === null || isNewPress(state, command)) return []
  const by = command.by.id
  return [store.asked(by, requestId).then((asked) => ({ by, requestId, asked }))]
}

const lockNamedBy = (command: Command): readonly string[] =>
  command.type !== 'lock' && 'lock' in command && command.lock !== null ? [command.lock] : []

/** Counters of presses only rise: one that is higher than all before has no answer yet. */
const isNewPress = (state: State, { press }: Command): boolean =>
  press !== null && press.counter > lastPressOf(state, press.gadget)
