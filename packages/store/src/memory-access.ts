import { StoreError } from './errors.ts'
import type { Credential, Credentials, GadgetRow, Gadgets } from './store.ts'

/** `check` throws once the store is closed. */
export function memoryCredentials(check: () => unknown): Credentials {
  const byId = new Map<string, Credential>()
  const find = (hash: string): Credential | undefined => {
    check()
    return [...byId.values()].find(({ secretHash }) => secretHash === hash)
  }
  return {
    add: async (credential) => {
      if (find(credential.secretHash) || byId.has(credential.id))
        throw new StoreError('invalid', `there is a credential ${credential.id} already`)
      byId.set(credential.id, credential)
    },
    bySecretHash: async (hash) => find(hash) ?? null,
    list: async (kind) => {
      check()
      return inOrder([...byId.values()].filter((credential) => credential.kind === kind))
    },
    revoke: async (id, at) => {
      check()
      return revokeIn(byId, id, at)
    },
    take: async (kind, hash) => {
      const found = find(hash)
      if (found?.kind !== kind || found.revokedAt !== null) return null
      byId.delete(found.id)
      return found
    },
    forgetEnded: async (before) => {
      check()
      const ended = [...byId.values()].filter(
        ({ kind, expiresAt }) => kind !== 'token' && expiresAt !== null && expiresAt < before,
      )
      for (const { id } of ended) byId.delete(id)
      return ended.length
    },
    touch: async (uses) => {
      check()
      for (const [id, at] of uses) {
        const found = byId.get(id)
        if (found) byId.set(id, { ...found, lastUsedAt: Math.max(at, found.lastUsedAt ?? 0) })
      }
    },
  }
}

/** `check` throws once the store is closed. */
export function memoryGadgets(check: () => unknown): Gadgets {
  const rows = new Map<string, GadgetRow>()
  return {
    add: async (gadget) => {
      check()
      if (rows.has(gadget.id)) throw new StoreError('invalid', `there is a gadget ${gadget.id} already`)
      rows.set(gadget.id, gadget)
    },
    byId: async (id) => {
      check()
      return rows.get(id) ?? null
    },
    list: async () => {
      check()
      return inOrder([...rows.values()])
    },
    change: async (id, to) => {
      check()
      const found = rows.get(id)
      if (!found || found.revokedAt !== null) return false
      rows.set(id, { ...found, ...to })
      return true
    },
    revoke: async (id, at) => {
      check()
      return revokeIn(rows, id, at)
    },
    notePresence: async (id, isOnline, at) => {
      check()
      const found = rows.get(id)
      if (found)
        rows.set(id, { ...found, ...(isOnline ? { seenAt: at, leftAt: null } : { leftAt: found.leftAt ?? at }) })
    },
  }
}

function inOrder<T extends { readonly id: string; readonly createdAt: number }>(rows: T[]): readonly T[] {
  return rows.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
}

function revokeIn<T extends { readonly revokedAt: number | null }>(
  rows: Map<string, T>,
  id: string,
  at: number,
): boolean {
  const found = rows.get(id)
  if (!found || found.revokedAt !== null) return false
  rows.set(id, { ...found, revokedAt: at })
  return true
}
