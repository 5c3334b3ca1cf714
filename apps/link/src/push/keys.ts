import type { Notes } from '@boss-deployer/store'
import webPush, { type VapidKeys } from 'web-push'
import * as z from 'zod/mini'

/**
 * In the store, so that all its links push by one key. Browsers take messages from nobody else; but who has the store has
 * all that a message needs, so that the key in a file of its own would guard nothing.
 */
const NOTE = 'push keys'
const kept = z.object({ publicKey: z.string(), privateKey: z.string() })

/** The keys of this store (VAPID, RFC 8292); null: nobody has asked to be told yet. */
export async function readPushKeys(notes: Notes): Promise<VapidKeys | null> {
  const text = await notes.get(NOTE)
  return text === null ? null : kept.parse(JSON.parse(text))
}

/** The same, made when they are first needed: of several links that make some at once one does. */
export async function pushKeys(notes: Notes): Promise<VapidKeys> {
  const known = await readPushKeys(notes)
  if (known) return known
  const made = webPush.generateVAPIDKeys()
  if (await notes.swap(NOTE, null, JSON.stringify(made))) return made
  return pushKeys(notes)
}
