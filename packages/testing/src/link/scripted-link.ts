import { type Connection, type Link, readAnswer, stopping } from '@boss-deployer/client'
import { type ClientChannel, clientChannels, type LinkChannel, linkChannels, parse } from '@boss-deployer/protocol'
import type { Handler, Reply } from './reply.ts'

export interface ScriptedLink {
  readonly link: Link
  readonly sent: readonly { readonly channel: ClientChannel; readonly message: unknown }[]
  handle(channel: ClientChannel, handler: Handler): void
  /** As on the wire; what the schema refuses is dropped, as the real one does. */
  say(channel: LinkChannel, wire: unknown): void
  /** What the connection is from now on. */
  connection(now: Connection): void
  sentOn(channel: ClientChannel): number
  /** How many listeners there are: a test that ends with some has forgotten something. */
  readonly listeners: number
}

/** A link without a network: the same answers and messages, in the order the test says, for a held clock. */
export function scriptLink(handlers: Partial<Record<ClientChannel, Handler>> = {}): ScriptedLink {
  const handlerOf = new Map<string, Handler>(Object.entries(handlers))
  const sent: { channel: ClientChannel; message: unknown }[] = []
  const listeners = new Set<{ readonly channel: string; readonly tell: (it: never) => void }>()
  const watchers = new Set<(it: Connection) => void>()
  let now: Connection = { state: 'connected' }
  let drops: (() => void)[] = []

  const answer = async (channel: ClientChannel, message: unknown): Promise<unknown> => {
    if (now.state === 'refused') return { ok: false, error: now.error }
    const lost = { ok: false, error: { code: 'unavailable', message: 'not connected' } }
    if (now.state === 'lost') return lost
    sent.push({ channel, message })
    const count = sent.filter((it) => it.channel === channel).length
    const dropped = new Promise<Reply>((resolve) => drops.push(() => resolve({ does: 'cut' })))
    const handler = handlerOf.get(channel)
    const reply = await Promise.race([handler?.(message as never, count) ?? dropped, dropped])
    if (reply.does === 'cut') return lost
    if (reply.does === 'keep-silent') return dropped.then(() => lost)
    return reply.raw
  }

  const link: Link = {
    resumeWith() {},
    welcome: Promise.resolve({ ok: false, error: { code: 'unavailable', message: 'a scripted link has no welcome' } }),
    async send(channel, message) {
      const raw = await answer(channel, message)
      return readAnswer(clientChannels[channel].answer, raw) as never
    },
    on(channel, tell) {
      const listener = { channel, tell }
      listeners.add(listener)
      return stopping(() => listeners.delete(listener))
    },
    onConnection(watcher) {
      watcher(now)
      watchers.add(watcher)
      return stopping(() => watchers.delete(watcher))
    },
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
  return {
    link,
    sent,
    handle: (channel, handler) => void handlerOf.set(channel, handler),
    say(channel, wire) {
      const parsed = parse(linkChannels[channel === 'default' ? 'status' : channel], wire)
      if (parsed.ok) for (const it of [...listeners]) if (it.channel === channel) it.tell(parsed.value as never)
    },
    connection(next) {
      now = next
      if (next.state !== 'connected') {
        for (const drop of drops) drop()
        drops = []
      }
      for (const watcher of [...watchers]) watcher(next)
    },
    sentOn: (channel) => sent.filter((it) => it.channel === channel).length,
    get listeners() {
      return listeners.size + watchers.size
    },
  }
}
