import type { WireError } from '@boss-deployer/protocol'
import type { Build } from './build.ts'
import type { Lock } from './metadata.ts'
import type { Source } from './payload.ts'

/**
 * Why this lock is not of this gate and pipeline; null when it is. Two pipelines may share a gate, a token and even the
 * versions of the resource: the approval of one is not the approval of the other.
 */
export function foreignness(lock: Lock, source: Source, build: Build): WireError | null {
  const conflict = (message: string): WireError => ({ code: 'conflict', message })
  if (source.gate !== undefined && source.gate !== lock.gate) {
    return conflict(`this lock is of gate ${lock.gate}, not of ${source.gate}`)
  }
  const pipeline = source.pipeline ?? build.pipeline
  if (pipeline !== undefined && pipeline !== lock.pipeline) {
    return conflict(`this lock was asked for by pipeline ${lock.pipeline}, not by ${pipeline}`)
  }
  const { team } = lock.source
  if (team !== undefined && build.team !== undefined && team !== build.team) {
    return conflict(`this lock was asked for by team ${team}, not by ${build.team}`)
  }
  return null
}
