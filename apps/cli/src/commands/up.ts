import { restClient } from '@boss-deployer/client/rest'
import { restAnswers } from '@boss-deployer/protocol'
import { type Command, type Context, command } from '../command/command.ts'
import { flag, wholeNumber } from '../command/param.ts'
import { must, wrongUsage } from '../command/problem.ts'
import { where } from '../link/address.ts'
import { dataFolder, tokenFileOf } from '../link/data.ts'
import { inviteFirst } from '../people/first.ts'
import { guide } from '../up/guide.ts'
import { readRunning } from '../up/hold.ts'
import { runHeld } from '../up/run-held.ts'
import { firstPorts } from '../up/start-on-ports.ts'
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
  run(context, input) {
    const data = dataFolder(input.data, context.env)
    const places = { data, apps: context.apps, on: input.board ? ('board' as const) : undefined }
    return runHeld(context, {
      data,
      heldBy: (pid) => alreadyUp(data, pid),
      start: (wishes) => startAll(places, input.port ?? firstPorts.link, wishes),
      ready: (it, tookMs) => tellReady(context, it, { data, isDefault: input.data === undefined, tookMs }),
    })
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

interface About {
  readonly data: string
  readonly isDefault: boolean
  readonly tookMs: number
}

async function tellReady({ out, boss }: Context, it: Up, { data, isDefault, tookMs }: About): Promise<void> {
  const operator = restClient({ url: it.link, token: it.operatorToken })
  const { code } = must(await operator.call('POST', '/session-codes', { body: {}, schema: restAnswers.sessionCode }))
  const setUp = (await inviteFirst(operator))?.address ?? null
  const { link, server, gadget, face } = it
  const addresses = { link, server, gadget, face, console: `${link}/#code=${code}`, token_file: tokenFileOf(data) }
  out.answer({ ...addresses, set_up: setUp }, guide(out.style, { ...addresses, setUp, boss, data, isDefault, tookMs }))
}
