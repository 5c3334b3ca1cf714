import { restClient } from '@boss-deployer/client/rest'
import { exitCodes, restAnswers } from '@boss-deployer/protocol'
import { type Command, type Context, command } from '../command/command.ts'
import { flag, wholeNumber } from '../command/param.ts'
import { must, wrongUsage } from '../command/problem.ts'
import { where } from '../link/address.ts'
import { dataFolder, tokenFileOf } from '../link/data.ts'
import { inviteFirst } from '../people/first.ts'
import { line } from '../terminal/style.ts'
import { guide } from '../up/guide.ts'
import { readRunning, takeHold } from '../up/hold.ts'
import type { Teller } from '../up/teller.ts'
import { startAll, type Up } from '../up/up.ts'

export const up: Command = command({
  name: 'up',
  group: 'Start here',
  about: 'run link, server, gadget and console on this machine, until ctrl-C',
  more: 'Everything is kept in one folder, which one "boss up" holds at a time. A port that is taken gives the next free one.',
  examples: [
    { command: 'boss up', about: 'link on 8000, server on 5000, gadget on 3000 and its face on 3001' },
    { command: 'boss up --board', about: 'the gadget is the firmware that runs on an Arduino, emulated here' },
    { command: 'boss up --port 0 --data /tmp/try --json', about: 'any free ports, one JSON line when ready' },
  ],
  args: {},
  options: {
    port: wholeNumber('--port <number>', 'port of the link, 0 for any free ports (default 8000)', [0, 65_535]),
    board: flag('--board', 'the gadget is the real firmware, on an emulated board'),
    data: where.data,
  },
  async run(context, input) {
    const data = dataFolder(input.data, context.env)
    const startedAt = context.now()
    const taken = await takeHold(data)
    if ('heldBy' in taken) throw alreadyUp(data, taken.heldBy)
    try {
      const tell = tellerOf(context)
      const it = await startAll({ data, apps: context.apps, isBoard: input.board }, taken.hold, {
        port: input.port ?? 8_000,
        tell,
        signal: context.signal,
      })
      const started = { data, isDefault: input.data === undefined, tookMs: context.now() - startedAt }
      return await untilOver(context, it, started)
    } catch (error) {
      if (context.signal.aborted) return exitCodes.passed
      throw error
    } finally {
      taken.hold.release()
    }
  },
})

function alreadyUp(data: string, pid: number) {
  const link = readRunning(data)?.link
  const at = link === undefined ? '' : ` at ${link}`
  return wrongUsage(
    `${data} is held by a "boss up" that runs already${at} (process ${pid})`,
    'use that one (boss status), stop it with ctrl-C, or give this one another folder with --data',
  )
}

function tellerOf({ out }: Context): Teller {
  const style = out.errorStyle
  const steps = { link: 'starting the link', server: 'starting the server', gadget: 'starting the gadget' }
  return {
    portTaken: (port, wanted, got) =>
      out.tell(
        { port_taken: { for: port, wanted, got } },
        line`${style.yellow('note')}  port ${wanted} is taken: the ${port} is on ${got}`,
      ),
    starting: (part) => out.tell({ starting: part }, line`${style.dim(`...   ${steps[part]}`)}`),
    ready: (part, url) => out.tell({ ready: part, url }, line`${style.green('ok')}    the ${part} runs at ${url}`),
    died: (part, lastLines, restartsInMs) => {
      const head = line`${style.red('died')}  the ${part}; it starts again in ${restartsInMs / 1_000} s. It said last:`
      out.tell({ died: part, last_lines: lastLines, restarts_in_ms: restartsInMs }, head)
      if (!out.isJson) for (const said of lastLines) out.tell({}, line`      ${style.dim(said)}`)
    },
  }
}

interface Started {
  readonly data: string
  readonly isDefault: boolean
  readonly tookMs: number
}

async function tellReady({ out, boss }: Context, it: Up, { data, isDefault, tookMs }: Started): Promise<void> {
  const operator = restClient({ url: it.link, token: it.operatorToken })
  const { code } = must(await operator.call('POST', '/session-codes', { body: {}, schema: restAnswers.sessionCode }))
  const setUp = (await inviteFirst(operator))?.address ?? null
  const { link, server, gadget, face } = it
  const addresses = { link, server, gadget, face, console: `${link}/#code=${code}`, token_file: tokenFileOf(data) }
  out.answer({ ...addresses, set_up: setUp }, guide(out.style, { ...addresses, setUp, boss, data, isDefault, tookMs }))
}

async function untilOver(context: Context, it: Up, started: Started): Promise<number> {
  const { signal, out } = context
  const asked = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null)
    signal.addEventListener('abort', () => resolve(null))
  })
  try {
    await tellReady(context, it, started)
    const problem = await Promise.race([it.failed, asked])
    if (problem) throw problem
    return exitCodes.passed
  } finally {
    out.tell({ stopping: true }, line`${out.errorStyle.dim('stopping gadget, server and link ...')}`)
    await it.stop()
    out.tell({ stopped: true }, line`stopped; the data is kept`)
  }
}
