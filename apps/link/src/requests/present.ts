import { fail, ok } from '@boss-deployer/gate'
import { beyond, reaches } from './caller.ts'
import type { Handler } from './parts.ts'

/** Which gadgets answer their server, for whoever looks at any link. One that is not known here, or not any more, is no matter. */
export const present: Handler<'present'> = async ({ gadgets: said }, caller, { gadgets }) => {
  const known = new Map((await gadgets.list()).map((row) => [row.id, row]))
  const meant = said.flatMap(({ id, online, version = null, address = null }) => {
    const row = known.get(id)
    return row && row.revokedAt === null ? [{ row, online, version, address }] : []
  })
  const foreign = meant.find(({ row }) => !reaches(caller, row.gate))
  if (foreign) return fail(beyond(caller, foreign.row.gate))
  const server = caller.principal.name
  for (const { row, online, version, address } of meant)
    await gadgets.notePresence(row.id, online, { server, version, address })
  return ok({})
}
