import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

/** The keys of one browser's subscription, and what they open: RFC 8291 with aes128gcm (RFC 8188), one record. */
export interface PushBrowser {
  readonly p256dh: string
  readonly auth: string
  /** What was sealed for it; throws where that is for somebody else, or was changed. */
  open(body: Buffer): string
}

const SALT = 16
const KEY = 65
const TAG = 16
const LAST_RECORD = 2

export function makePushBrowser(): PushBrowser {
  const ecdh = createECDH('prime256v1')
  const own = ecdh.generateKeys()
  const auth = randomBytes(16)
  return {
    p256dh: own.toString('base64url'),
    auth: auth.toString('base64url'),
    open(body) {
      const salt = body.subarray(0, SALT)
      const at = SALT + 4 + 1
      const sender = body.subarray(at, at + KEY)
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), own, sender])
      const secret = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(sender), auth, info, 32))
      const derived = (what: string, length: number) =>
        Buffer.from(hkdfSync('sha256', secret, salt, Buffer.from(`Content-Encoding: ${what}\0`), length))
      const decipher = createDecipheriv('aes-128-gcm', derived('aes128gcm', 16), derived('nonce', 12))
      decipher.setAuthTag(body.subarray(-TAG))
      const record = Buffer.concat([decipher.update(body.subarray(at + KEY, -TAG)), decipher.final()])
      const end = record.lastIndexOf(LAST_RECORD)
      return record.subarray(0, end).toString('utf8')
    },
  }
}
