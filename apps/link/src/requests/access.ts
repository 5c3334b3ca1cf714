import { type Access, type Actor, ok } from '@boss-deployer/gate'
import type { Credential, GadgetRow } from '@boss-deployer/store'
import type { Answering, Parts } from './parts.ts'

/**
 * Keeps in the record who may do what, and by whom. It comes before the change itself: nobody gets or loses access
 * without a trace.
 */
export async function recordAccess(
  access: Omit<Access, 'groups'> & Partial<Pick<Access, 'groups'>>,
  by: Actor,
  { executor, clock }: Pick<Parts, 'executor' | 'clock'>,
): Answering<null> {
  const command = {
    type: 'change-access',
    access: { groups: [], ...access },
    by,
    at: clock(),
    requestId: null,
    press: null,
  } as const
  const { result } = await executor.execute(command)
  return result.ok ? ok(null) : result
}

/** What is done by no person and no machine. */
export const linkItself: Actor = { id: 'link', name: 'link', via: 'link', device: null, groups: [] }

/** Records what happens to credentials, by one who does it. */
export const recordsOf =
  (change: Access['change'], by: Actor, parts: Pick<Parts, 'executor' | 'clock'>) =>
  ({ subject, name, grants, expiresAt }: Credential) =>
    recordAccess({ kind: isServer(grants) ? 'server' : 'token', change, subject, name, grants, expiresAt }, by, parts)

/** Whether all that is given is to be a server. */
export const isServer = (grants: Credential['grants']): boolean => grants.every(({ role }) => role === 'server')

/** Records what happens to gadgets, by one who does it. A gadget holds its voter's press at its gate. */
export const recordsOfGadget =
  (change: Access['change'], by: Actor, parts: Pick<Parts, 'executor' | 'clock'>) =>
  ({ id, name, gate }: GadgetRow) => {
    const grants = [{ role: 'gadget', gate }]
    return recordAccess({ kind: 'gadget', change, subject: `gadget:${id}`, name, grants, expiresAt: null }, by, parts)
  }
