import { randomUUID } from 'node:crypto'
import { fields } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import { type Command, command } from '../command/command.ts'
import { choice, duration, several, text } from '../command/param.ts'
import { wrongUsage } from '../command/problem.ts'
import { guard as runGuarded } from '../guard/guard.ts'
import { findAddress, where } from '../link/address.ts'
import { patience, waitAside } from '../waiting/wait.ts'

const GRACE_MS = 10_000
const LOST_AFTER_MS = 600_000

/** Linux takes 128 KiB for one word (execve(2), MAX_ARG_STRLEN); whatever it takes is not ours to judge. */
const word = z.string().check(z.maxLength(131_072))
const words = several('[command...]', 'what to run, after --', word)

export const guard: Command = command({
  name: 'guard',
  group: 'In a pipeline',
  about: 'run a command, and stop it when its gate is blocked',
  more: `With --pipeline and --step it waits for the boss first, like "boss lock". The command has the terminal for itself; its exit
code is ours, unless it was stopped: then 1. All that it started is stopped with it: asked to end, and ended after the grace. When
the link is away, what runs goes on (--on-lost keep), and nothing new is started.`,
  passes: true,
  examples: [
    { command: 'boss guard --pipeline shop --step production -- ./deploy', about: 'wait, deploy, stop when blocked' },
    { command: 'boss guard --gate shop -- ./deploy --slowly', about: 'approved elsewhere: only stop when blocked' },
    {
      command: 'boss guard --gate shop --on-lost stop --lost-after 1m -- ./soak',
      about: 'rather stop than run unseen',
    },
  ],
  args: { command: { ...words, read: (texts) => commandIn(words.read(texts)) } },
  options: {
    pipeline: text('--pipeline <name>', 'which pipeline asks', fields.name),
    step: text('--step <name>', 'which step of it wants to go on', fields.name),
    gate: text('--gate <gate>', 'the gate (default: the only one there is)', fields.gate),
    commit: text('--commit <commit>', 'what is approved; another commit is another question', fields.commit),
    grace: duration('--grace <for>', 'how long it may take to end when asked to (default 10s)'),
    onLost: choice('--on-lost <what>', 'what becomes of it when the link stays away, default keep', ['keep', 'stop']),
    ...patience,
    ...where,
  },
  async run(context, { command: words, pipeline, step, gate, commit, ...input }) {
    const address = findAddress(input, context.env, 'pipeline')
    const lostAfterMs = input.lostAfter ?? LOST_AFTER_MS
    const under = (at: string, uuid: string | null) =>
      runGuarded(context, {
        ...{ address, gate: at, uuid, command: words, lostAfterMs },
        ...{ graceMs: input.grace ?? GRACE_MS, onLost: input.onLost ?? 'keep' },
      })
    if (pipeline === undefined && step === undefined && gate !== undefined) return under(gate, null)
    if (pipeline === undefined || step === undefined)
      throw wrongUsage(
        '--pipeline and --step belong together',
        'give both, or --gate alone for what was approved elsewhere',
      )
    const ask = { pipeline, step, gate, requestId: randomUUID(), context: { commit } }
    const { waited, exit } = await waitAside(context, {
      ...{ address, what: { ask } },
      ...{ timeoutMs: input.timeout, lostAfterMs: input.lostAfter },
    })
    if (waited.outcome !== 'passed' || !waited.lock) return exit
    return under(waited.lock.gate, waited.uuid)
  },
})

function commandIn(words: readonly string[]): readonly string[] {
  if (words.length > 0) return words
  throw wrongUsage('there is no command', 'write it after --, such as: boss guard --gate shop -- ./deploy')
}
