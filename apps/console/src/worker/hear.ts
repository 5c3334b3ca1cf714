import { parse, pushMessage } from '@boss-deployer/protocol'
import type { Fetch } from '../api/rest.ts'
import { answer } from './answer.ts'
import { type Notice, noticeAfter, noticeOf } from './notice.ts'

/** What a worker does in its browser. */
export interface Browser {
  readonly fetch: Fetch
  readonly show: (notice: Notice) => Promise<void>
  /** Shows this page of the console, in a window that is there or in a new one. */
  readonly open: (path: string) => Promise<void>
}

/** The link pushed: shows it. What this version does not know is not shown. */
export async function hear(raw: unknown, { show }: Browser): Promise<void> {
  const message = parse(pushMessage, raw)
  if (message.ok) await show(noticeOf(message.value))
}

/** A button of a notification was pressed, or the notification itself (an empty action). */
export async function press(raw: unknown, action: string, { fetch, show, open }: Browser): Promise<void> {
  const message = parse(pushMessage, raw)
  if (!message.ok || message.value.kind === 'test') return open('/settings/notifications')
  const { lock } = message.value
  const page = `/locks/${lock}`
  if (action !== 'unlock' && action !== 'reject') return open(page)
  const notice = noticeAfter(await answer(fetch, lock, action), message.value)
  return notice === null ? open(page) : show(notice)
}
