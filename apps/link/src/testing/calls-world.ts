import { canonicalJson, memoryStore, type Store } from '@boss-deployer/store'
import { type CallsOut, openCalls } from '../calls/calls.ts'
import { decidedBy } from '../calls/decided.ts'
import type { Integration } from '../calls/integration.ts'
import type { Send } from '../calls/send.ts'
import { type Executor, startExecutor } from '../execute/executor.ts'

export const START = Date.parse('2030-01-01T00:00:00.000Z')
const ci = { id: 'ci', name: 'CI', via: 'api', device: null, groups: [] } as const
const ada = { id: 'ada', name: 'Ada', via: 'console', device: null, groups: [] } as const

interface Asking {
  readonly gate?: string
  readonly hold?: boolean
  readonly source?: Readonly<Record<string, string>>
}

/** A store and who decides on it, at a time that a test sets; links that call out are opened beside. */
export interface CallsWorld {
  now: number
  readonly store: Store
  readonly errors: unknown[]
  executor(): Executor
  /** A link that makes calls. */
  open(integrations: readonly Integration[], send: Send): Promise<CallsOut>
  /** Decides; each throws when it is refused. */
  addGate(gate: string): Promise<void>
  ask(lock: string, asking?: Asking): Promise<void>
  unlock(lock: string): Promise<void>
  claim(lock: string): Promise<void>
  block(gate?: string): Promise<void>
  /** Lets the time go on until then, and each link look. */
  pass(ms: number, ...links: readonly CallsOut[]): Promise<void>
  /** All calls, oldest first, as `what: state, said`. */
  told(): Promise<readonly string[]>
}

export async function callsWorld(store: Store = memoryStore()): Promise<CallsWorld> {
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  const clock = () => world.now
  const executor = await startExecutor({ store, clock, publish: () => undefined, onError })
  const said = () => ({ at: world.now, requestId: null, press: null })

  async function run(command: Parameters<Executor['execute']>[0], json: string | null = null): Promise<void> {
    const context = command.type === 'lock' && json !== null ? { lock: command.lock, salt: '00', json } : null
    const { result } = await executor.execute(command, { context })
    if (!result.ok) throw new Error(result.error.message)
  }

  const world: CallsWorld = {
    now: START,
    store,
    errors,
    executor: () => executor,
    open: (integrations, send) =>
      openCalls({
        ...{ store, integrations, send, clock, onError },
        ...{ state: () => executor.state(), decided: decidedBy({ executor, clock }) },
      }),
    addGate: (gate) => run({ ...said(), by: ada, type: 'add-gate', gate, policy: {} }),
    ask: (lock, { gate = 'root', hold = true, source = {} } = {}) =>
      run(
        {
          ...{ ...said(), by: ci, type: 'lock', lock, gate, hold },
          ...{ pipeline: 'shop', pipelineKey: 'shop', step: 'deploy', commit: null, requestedBy: null },
          contextDigest: 'digest',
        },
        canonicalJson({ context: {}, source }),
      ),
    unlock: (lock) => run({ ...said(), by: ada, type: 'unlock', lock, note: null }),
    claim: (lock) => run({ ...said(), by: ci, type: 'claim', lock, gate: null, commit: null }),
    block: (gate = 'root') => run({ ...said(), by: ada, type: 'block', gate, reason: 'fire' }),
    async pass(ms, ...links) {
      world.now += ms
      for (const link of links) link.tick()
      await Promise.all(links.map((link) => link.settled()))
    },
    async told() {
      const calls = await store.calls.list({ gate: null, lock: null }, null, 100)
      return calls.toReversed().map(({ what, state, said }) => `${what}: ${state}${said === null ? '' : `, ${said}`}`)
    },
  }
  return world
}
