import type { Link } from '@boss-deployer/client'
import { errorTable, type WireError } from '@boss-deployer/protocol'
import type { Logger } from 'pino'
import type { Clock } from './clock.ts'
import type { LinkAnswer } from './core/inputs.ts'
import type { Press } from './core/state.ts'
import type { PresentGadget } from './presence.ts'
import type { Server } from './server.ts'

const DEADLINE_MS = 4_000
/** A link that refused us is asked again: its operator may have put it right. */
const AGAIN_MS = 30_000

export interface LinkSide {
  readonly send: (press: Press, note: string | null) => Promise<LinkAnswer>
  /** Tells which gadgets answer. What is lost is told again. */
  readonly tell: (gadgets: readonly PresentGadget[]) => void
  /** From now on the server hears what the link says. */
  start(server: Pick<Server, 'put'>): void
  close(): Promise<void>
}

interface LinkParts {
  readonly connect: () => Link
  readonly clock: Clock
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
}

const statusOf = { release: 'released', block: 'blocked', default: 'default' } as const

/** The link's side of the server: what it says goes in, presses go out. */
export function linkSide({ connect, clock, log }: LinkParts): LinkSide {
  let link: Link | null = null
  let cancel = () => {}
  let isClosed = false
  let takesDetails = false

  async function send(press: Press, note: string | null): Promise<LinkAnswer> {
    if (!link) return 'unsure'
    const sent = await message(link, press, note)
    if (sent.ok) return 'accepted'
    log.warn(
      { gadget: press.gadget, counter: press.counter, ...sent.error },
      `the link did not take the ${press.action}`,
    )
    return errorTable[sent.error.code].isRetryable ? 'unsure' : 'refused'
  }

  function start(server: Pick<Server, 'put'>): void {
    const opened = connect()
    link = opened
    opened.on('welcome', ({ gates, features }) => {
      takesDetails = features.includes('gadget-details')
      log.info('the link is heard')
      server.put({ type: 'link-up', gates })
    })
    opened.on('ack', ({ gadgets, gates }) => {
      server.put({ type: 'enrolled', gadgets })
      server.put({ type: 'gates', gates })
    })
    opened.on('light-test', ({ gadget }) => server.put({ type: 'test', gadget }))
    opened.on('gate', (gate) => server.put({ type: 'gates', gates: [gate] }))
    opened.onConnection((connection) => {
      if (connection.state === 'connected') return
      server.put({ type: 'link-lost' })
      if (connection.state === 'lost') return log.warn({ reason: connection.reason }, 'the link is away')
      refused(connection.error, opened, server)
    })
  }

  function refused(error: WireError, opened: Link, server: Pick<Server, 'put'>): void {
    log.error({ ...error }, 'the link refuses this server: look at its token')
    link = null
    cancel = clock.after(AGAIN_MS, () => {
      void opened.close()
      if (!isClosed) start(server)
    })
  }

  return {
    send,
    tell: (gadgets) => void link?.send('present', { gadgets: takesDetails ? gadgets : gadgets.map(bare) }, DEADLINE_MS),
    start,
    async close() {
      isClosed = true
      cancel()
      await link?.close()
    },
  }
}

/** For a link that knows no more of a gadget. */
const bare = ({ id, online }: PresentGadget): PresentGadget => ({ id, online })

function message(link: Link, press: Press, note: string | null) {
  const { action, uuid } = press
  if (action === 'unlock') return link.send('unlock', { uuid, press, ...(note && { note }) }, DEADLINE_MS)
  const about = { status: statusOf[action], gate: press.gate, press, ...(note && { reason: `button, ${note}` }) }
  return link.send('status', about, DEADLINE_MS)
}
