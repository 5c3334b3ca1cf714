import { wrongUsage } from '../command/problem.ts'
import type { Head } from './chain.ts'

/** `SEQ:HASH`, as `boss history verify` prints it. */
export function knownHead(text: string): Head {
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  if (sequence !== undefined && hash !== undefined) return { sequence: Number(sequence), hash }
  throw wrongUsage('--head <seq:hash>: is not a sequence and a hash', 'copy it as "boss history verify" printed it')
}
