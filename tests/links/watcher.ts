import { connectLink } from '@boss-deployer/client'
import type { Recorder } from './recorder.ts'

/** Listens at whichever link the balancer gives it, through all that happens, and notes what it hears of locks. */
export function watch(url: string, token: string, { note }: Recorder) {
  const link = connectLink({ url, token, role: 'console', reconnectMs: [20, 200] })
  link.on('ended', ({ uuid, state }) => note({ kind: 'heard', channel: 'ended', lock: uuid, state }))
  for (const channel of ['unlock', 'reject', 'claimed'] as const)
    link.on(channel, ({ uuid }) => note({ kind: 'heard', channel, lock: uuid, state: null }))
  return link
}
