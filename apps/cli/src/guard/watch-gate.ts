import type { Link } from '@boss-deployer/client'

/** Who blocked it, and why. */
export interface Block {
  readonly by: string
  readonly reason: string | null
}

export interface WatchParts {
  readonly link: Link
  readonly gate: string
  readonly onBlocked: (block: Block) => void
  readonly onLost: () => void
  readonly onBack: () => void
}

/**
 * Watches whether the gate is blocked, itself or from above. After each change and each connection the link is asked for
 * the whole state: no message that was lost matters.
 */
export function watchGate({ link, gate, onBlocked, onLost, onBack }: WatchParts): void {
  let sequence = 0
  let last: Block = { by: 'somebody', reason: null }

  async function look() {
    const synced = await link.send('sync', { after: sequence })
    // Not connected, or no answer in time: the next connection looks again.
    if (!synced.ok) return
    sequence = synced.value.sequence
    const state = synced.value.gates.find((it) => it.gate === gate)
    if (state?.effective === 'blocked') onBlocked(last)
  }

  link.on('status', ({ status, changedBy, reason }) => {
    if (status === 'blocked') last = { by: changedBy, reason }
    void look()
  })
  link.on('welcome', (welcome) => {
    sequence = welcome.sequence
    void look()
  })
  link.onConnection(({ state }) => (state === 'connected' ? onBack() : onLost()))
}
