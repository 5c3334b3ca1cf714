import { exitCodes } from '@boss-deployer/protocol'
import { linkOf, patiently } from './ask-link.ts'
import { buildOf } from './build.ts'
import { answered, type Ending, failed, misused, refused } from './ending.ts'
import { type LockParams, outAction, outPayloads, type Source } from './payload.ts'
import { read } from './read.ts'
import { type Request, readFiles, requestOf } from './request.ts'
import type { Call } from './run.ts'
import { verify } from './verify.ts'

/** Asks for a lock and waits, or cancels one, or verifies one before a deploy: `params.action` says which. */
export async function out(call: Call): Promise<Ending> {
  if (call.folder === '') return misused("the build's folder is missing")
  const meant = read(outAction, call.payload)
  if (!meant.ok) return misused(meant.error)
  switch (meant.value.params?.action ?? 'lock') {
    case 'verify': {
      const asked = read(outPayloads.verify, call.payload)
      return asked.ok ? verify(asked.value.source, asked.value.params, call) : misused(asked.error)
    }
    case 'cancel': {
      const asked = read(outPayloads.cancel, call.payload)
      if (!asked.ok) return misused(asked.error)
      const { action: _, ...params } = asked.value.params
      return withRequest(asked.value.source, params, call, (request) => cancel(asked.value.source, request, call))
    }
    case 'lock': {
      const asked = read(outPayloads.lock, call.payload)
      if (!asked.ok) return misused(asked.error)
      const { source, params } = asked.value
      return withRequest(source, params, call, async (request) => {
        if (params.wait === false) return askOnly(source, request, call)
        // Only who waits needs a socket.
        const { waitForBoss } = await import('./wait-for-boss.ts')
        return waitForBoss(source, params, request, call)
      })
    }
  }
}

async function withRequest(
  source: Source,
  params: LockParams,
  call: Call,
  then: (request: Request) => Promise<Ending>,
): Promise<Ending> {
  const files = await readFiles(params, call.folder)
  if (!files.ok) return misused(files.error)
  const request = requestOf(source, params, files.value, buildOf(call.env))
  return request.ok ? then(request.value) : misused(request.error)
}

/** Asks and does not wait: `in` waits and claims. */
async function askOnly(source: Source, request: Request, { signal, patienceMs: forMs, say }: Call): Promise<Ending> {
  const link = linkOf(source, { signal })
  const asked = await patiently(() => link.ask({ ...request, hold: false }), { forMs, signal })
  if (signal.aborted) return failed(exitCodes.gaveUp, 'aborted')
  if (!asked.ok) return refused(asked.error)
  const { lock, gate, state } = asked.value
  if (source.gate !== undefined && source.gate !== gate) {
    return refused({ code: 'conflict', message: `the lock is of gate ${gate}, not of ${source.gate}` })
  }
  if (state !== 'locked' && state !== 'unlocked' && state !== 'claimed') {
    return failed(exitCodes.notAllowed, `this question was asked before, and ended ${state}`)
  }
  say(`asked ${gate}: nobody waits here for the answer`)
  return answered({ version: { lock }, metadata: [{ name: 'gate', value: gate }] })
}

/**
 * Undoes what the same build asked with the same params: for `on_abort` and `ensure`. A cancelled lock has no version to
 * print, because Concourse would take it for a new one; so this succeeds only where it was too late.
 */
async function cancel(source: Source, request: Request, { signal, patienceMs: forMs, say }: Call): Promise<Ending> {
  const link = linkOf(source, { signal })
  const asked = await patiently(() => link.ask(request), { forMs, signal })
  if (!asked.ok) return refused(asked.error)
  const { lock, state } = asked.value
  if (state === 'claimed') {
    say('too late to cancel: the approval is used')
    return answered({ version: { lock }, metadata: [] })
  }
  const cancelled = await link.cancel(lock)
  if (!cancelled.ok && cancelled.error.code !== 'lock_ended') return refused(cancelled.error)
  return failed(exitCodes.gaveUp, `cancelled ${lock}`)
}
