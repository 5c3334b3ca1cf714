import type { PushMessage } from '@boss-deployer/protocol'
import webPush, { type VapidKeys } from 'web-push'
import type { Outgoing } from '../calls/integration.ts'
import type { BrowserRow } from '../people/tables.ts'

/** A push service keeps it so long for a browser that is away, seconds: as long as a lock lives by default. */
const KEPT_FOR_S = 24 * 60 * 60

interface From {
  readonly keys: VapidKeys
  readonly contact: string
}

/**
 * The call to a push service that only this browser can read (RFC 8291). What it has not fetched yet about the same lock
 * gives way (`Topic`, RFC 8030, 5.4).
 */
export function sealed(message: PushMessage, browser: BrowserRow, { keys, contact }: From): Outgoing {
  const { endpoint, p256dh, auth } = browser
  const { headers, body } = webPush.generateRequestDetails(
    { endpoint, keys: { p256dh, auth } },
    JSON.stringify(message),
    {
      vapidDetails: { subject: contact, ...keys },
      contentEncoding: 'aes128gcm',
      TTL: KEPT_FOR_S,
      urgency: message.kind === 'ended' ? 'normal' : 'high',
      ...('lock' in message ? { topic: message.lock.replaceAll('-', '') } : {}),
    },
  )
  const said = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length')
  return {
    method: 'POST',
    url: endpoint,
    headers: Object.fromEntries(said.map(([name, value]) => [name, String(value)])),
    body: new Uint8Array(body),
  }
}
