import type { Command, Observation } from './checker/observation.ts'

type Unsigned<T> = T extends Observation ? Omit<T, 'client' | 'at'> : never

/** What one client did and learned, in its own words; all clients of a run read one clock. */
export interface Recorder {
  readonly client: string
  readonly note: (what: Unsigned<Observation>) => void
  /** As JSON lines. */
  text(): string
}

export function recorder(client: string): Recorder {
  const noted: Observation[] = []
  return {
    client,
    note: (what) => void noted.push({ client, at: performance.now(), ...what }),
    text: () => noted.map((each) => `${JSON.stringify(each)}\n`).join(''),
  }
}

/** What a command is over REST. */
export function restOf(command: Command): { readonly path: string; readonly body: object } {
  switch (command.type) {
    case 'lock':
      return {
        path: '/locks',
        body: { pipeline: 'shop', step: 'deploy', gate: command.gate, request_id: command.request_id },
      }
    case 'unlock':
    case 'reject':
      return { path: `/locks/${command.lock}/${command.type}`, body: { request_id: command.request_id } }
    case 'claim':
    case 'cancel':
      return { path: `/locks/${command.lock}/${command.type}`, body: {} }
    case 'status': {
      const pending = command.status === 'released' ? { approve_pending: true } : {}
      const body = { status: command.status, reason: 'a test', request_id: command.request_id, ...pending }
      return { path: `/gates/${command.gate}/status`, body }
    }
  }
}
