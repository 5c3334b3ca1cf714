import { exitCodes, restAnswers, toWire } from '@boss-deployer/protocol'
import { type Command, command } from '../command/command.ts'
import { must } from '../command/problem.ts'
import { where } from '../link/address.ts'
import { follow } from '../link/feed.ts'
import { asOperator } from '../link/operator.ts'
import { line } from '../terminal/style.ts'
import { emptyBoard, take } from '../watch/board.ts'
import { boardLines } from '../watch/lines.ts'
import { eventLine } from '../words/event.ts'
import type { JsonRecord } from '../words/record.ts'

const SHOWN = 8
const TICK_MS = 1_000

export const watch: Command = command({
  name: 'watch',
  group: 'Looking',
  about: 'see gates, locks and what happens, live, until ctrl-C',
  more: 'On a terminal it is one screen; else one line for each event. With --json the whole state, a document a line.',
  examples: [{ command: 'boss watch', about: 'for a screen on the wall' }],
  args: {},
  options: { ...where },
  async run(context, input) {
    const { out, signal, now } = context
    const operator = asOperator(context, input)
    const { address } = operator
    const head = must(await operator.call('GET', '/history/head', { schema: restAnswers.head }))
    const { connectLink } = await import('@boss-deployer/client')
    await using link = connectLink({ url: address.url, token: address.token, role: 'console' })
    let board = emptyBoard
    const show = () => {
      if (out.isTerminal && !out.isJson) out.screen(boardLines(out.style, board, { now: now(), url: address.url }))
    }
    const timer = setInterval(show, TICK_MS)
    try {
      for await (const heard of follow(link, Math.max(0, head.sequence - SHOWN), signal)) {
        board = take(board, heard)
        show()
        if (out.isJson && heard.type === 'news') {
          const { sequence, gates, locks } = heard.news
          out.answer(toWire({ sequence, gates, locks }), [])
        }
        if (out.isJson || out.isTerminal) continue
        if (heard.type === 'lost') out.tell({}, line`the link is out of reach: trying again`)
        else for (const event of heard.news.events) out.answer({}, [eventLine(out.style, toWire(event) as JsonRecord)])
      }
    } finally {
      clearInterval(timer)
    }
    return exitCodes.passed
  },
})
