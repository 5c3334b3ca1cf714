import { pushRoutes } from '@boss-deployer/protocol'
import type { Language } from '../../../words/language.ts'
import { read, send } from '../read.ts'

export const readPush = () => read('/push', pushRoutes['GET /push'].answer)
export type Told = Awaited<ReturnType<typeof readPush>>

/** What stands against telling this browser; null: nothing does. */
export type Hindrance = 'cannot' | 'denied'

export function hindrance(): Hindrance | null {
  if (!('serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis)) return 'cannot'
  return Notification.permission === 'denied' ? 'denied' : null
}

export const remove = (id: string) =>
  send({
    method: 'DELETE',
    path: `/push/browsers/${encodeURIComponent(id)}`,
    schema: pushRoutes['DELETE /push/browsers/{id}'].answer,
  })

export const sendTest = (id: string) =>
  send({
    method: 'POST',
    path: `/push/browsers/${encodeURIComponent(id)}/test`,
    body: {},
    schema: pushRoutes['POST /push/browsers/{id}/test'].answer,
  })

/** Asks for permission, subscribes and tells the link; or why not. To be called from a click. */
export async function turnOn(key: string, language: Language) {
  if ((await Notification.requestPermission()) !== 'granted') return { ok: false, error: 'denied' } as const
  const subscription = await subscribed(key)
  const { p256dh, auth } = subscription?.toJSON().keys ?? {}
  if (!subscription || !p256dh || !auth) return { ok: false, error: 'failed' } as const
  return send({
    method: 'POST',
    path: '/push/browsers',
    body: { endpoint: subscription.endpoint, p256dh, auth, language },
    schema: pushRoutes['POST /push/browsers'].answer,
  })
}

/** Tells the link that it need not tell this one, and the push service, too. */
export async function turnOff(id: string) {
  const removed = await remove(id)
  const registration = await navigator.serviceWorker.getRegistration()
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
  return removed
}

async function subscribed(key: string): Promise<PushSubscription | null> {
  try {
    const { pushManager } = await navigator.serviceWorker.ready
    // Of an older key of the link none comes any more.
    await (await pushManager.getSubscription())?.unsubscribe()
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  } catch {
    return null
  }
}
