import { exitCodes, fields } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import { linkOf, patiently } from './ask-link.ts'
import { buildOf, hashOf } from './build.ts'
import { durationMs } from './duration.ts'
import { answered, type Ending, failed, misused, refused } from './ending.ts'
import { metadataOf } from './metadata.ts'
import { foreignness } from './ours.ts'
import type { Source, VerifyParams } from './payload.ts'
import { read } from './read.ts'
import { commitOf, readBuildFile, readFiles } from './request.ts'
import type { Call } from './run.ts'

const approval = z.looseObject({ lock: fields.uuid })

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Asks the link now whether the approval that `in` fetched still holds: put it before the deploy, it is never cached. */
export async function verify(
  source: Source,
  params: VerifyParams,
  { env, folder, patienceMs: forMs, signal }: Call,
): Promise<Ending> {
  const name = `${params.lock}/boss-deployer.json`
  const text = await readBuildFile(folder, name)
  if (!text.ok) return misused(`params.lock: ${text.error}`)
  const fetched = read(approval, fromJson(text.value))
  if (!fetched.ok) return misused(`params.lock: ${name}: ${fetched.error}`)
  const files = await readFiles({ ref_file: params.ref_file }, folder)
  if (!files.ok) return misused(files.error)

  const { lock: uuid } = fetched.value
  const build = buildOf(env)
  const commit = commitOf(params, files.value)
  if (params.ref_file !== undefined && commit === undefined) return misused('params.ref_file: is empty')
  if (params.single_use && build.id === undefined) return misused('params.single_use: needs BUILD_ID')
  const maxAge = params.max_age === undefined ? null : durationMs(params.max_age)
  const use = hashOf(JSON.stringify([build.cluster ?? null, build.team ?? null, build.id ?? null]))
  const question = {
    ...(source.gate === undefined ? {} : { gate: source.gate }),
    ...(commit === undefined ? {} : { commit }),
    ...(maxAge === null ? {} : { maxAge }),
    ...(params.single_use ? { use: `concourse-${use}` } : {}),
  }
  const link = linkOf(source, { signal })
  const verified = await patiently(() => link.verify(uuid, question), { forMs, signal })
  if (signal.aborted) return failed(exitCodes.gaveUp, 'aborted')
  if (!verified.ok) return refused(verified.error)
  const lock = verified.value
  if (lock.uuid !== uuid || lock.state !== 'claimed') {
    return refused({ code: 'internal', message: 'the link answered for another lock, or for one that is not claimed' })
  }
  const foreign = foreignness(lock, source, build)
  return foreign ? refused(foreign) : answered({ version: { lock: uuid }, metadata: metadataOf(lock, source) })
}
