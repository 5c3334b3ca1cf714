import { randomUUID } from 'node:crypto'
import { exitCodes, fields } from '@boss-deployer/protocol'
import { type Command, command } from '../command/command.ts'
import { flag, required, text } from '../command/param.ts'
import { wrongUsage } from '../command/problem.ts'
import { changelogSinceApproved } from '../git/since-approved.ts'
import { findAddress, where } from '../link/address.ts'
import { line } from '../terminal/style.ts'
import { askWithoutWaiting } from '../waiting/no-wait.ts'
import { patience, waitHere } from '../waiting/wait.ts'

const gate = text('--gate <gate>', 'the gate to wait at (default: the only one there is)', fields.gate)

export const lock: Command = command({
  name: 'lock',
  group: 'In a pipeline',
  about: 'ask for a step, wait for the boss, and pass only when let through',
  more: `It ends with 0 only when the boss has let this step through and the link has stored that it passes, so that
"boss lock ... && ./deploy" is safe; --help ends with 2. ctrl-C cancels the lock.`,
  passes: true,
  examples: [
    { command: 'boss lock --pipeline shop --step production && ./deploy', about: 'wait, then deploy' },
    { command: 'boss lock --pipeline shop --step production --timeout 30m', about: 'give up after half an hour' },
    { command: 'boss lock --pipeline shop --step production --commit $SHA', about: 'the approval is for this commit' },
    { command: 'boss lock --pipeline shop --step production --no-wait', about: 'ask only; "boss wait UUID" later' },
  ],
  args: {},
  options: {
    pipeline: required(text('--pipeline <name>', 'which pipeline asks', fields.name)),
    step: required(text('--step <name>', 'which step of it wants to go on', fields.name)),
    gate,
    noWait: flag('--no-wait', 'ask and end with 7 when nobody has decided yet'),
    ...patience,
    requestId: text('--request-id <id>', 'the same id is the same question, also in a retry', fields.requestId),
    commit: text('--commit <commit>', 'what is approved; another commit is another question', fields.commit),
    author: text('--author <name>', 'who wrote it', fields.name),
    message: text('--message <text>', 'what it changes', fields.note),
    diffUrl: text('--diff-url <url>', 'where the change can be read', fields.webUrl),
    changelogFromGit: flag(
      '--changelog-from-git',
      'show who approves what git log has since the last approval of this pipeline and step; needs --commit',
    ),
    ...where,
  },
  async run(context, input) {
    const { pipeline, step, gate, commit, author, message, diffUrl } = input
    const address = findAddress(input, context.env, 'pipeline')
    if (input.changelogFromGit && commit === undefined)
      throw wrongUsage('--changelog-from-git needs --commit', 'say which commit is to be approved')
    const changelog =
      input.changelogFromGit && commit !== undefined
        ? await changelogSinceApproved(context, address, { gate, pipeline, step, commit })
        : []
    const ask = {
      pipeline,
      step,
      gate,
      requestId: input.requestId ?? randomUUID(),
      context: { commit, author, message, diffUrl, ...(changelog.length > 0 ? { changelog } : {}) },
    }
    if (input.noWait) return askWithoutWaiting(context, { address, ask, lostAfterMs: input.lostAfter })
    return waitHere(context, {
      ...{ address, what: { ask } },
      ...{ timeoutMs: input.timeout, lostAfterMs: input.lostAfter },
    })
  },
})

export const wait: Command = command({
  name: 'wait',
  group: 'In a pipeline',
  about: 'wait for a lock that was asked for with --no-wait, and pass only when let through',
  more: 'It claims by itself, like "boss lock": 0 means passed and nothing else, and ctrl-C cancels the lock.',
  passes: true,
  examples: [
    {
      command: 'boss wait 01890a5d-ac96-774b-bcce-b302099a8057 && ./deploy',
      about: 'the uuid that "boss lock --no-wait" told',
    },
  ],
  args: { uuid: required(text('<uuid>', 'the lock', fields.uuid)) },
  options: {
    ...patience,
    gate: text('--gate <gate>', 'pass only if the lock is of this gate', fields.gate),
    commit: text('--commit <commit>', 'pass only if the lock was asked for this commit', fields.commit),
    ...where,
  },
  run(context, { uuid, gate: wanted, commit, ...input }) {
    const address = findAddress(input, context.env, 'pipeline')
    const what = {
      uuid,
      ...(wanted === undefined ? {} : { gate: wanted }),
      ...(commit === undefined ? {} : { commit }),
    }
    return waitHere(context, { address, what, timeoutMs: input.timeout, lostAfterMs: input.lostAfter })
  },
})

export const demo: Command = command({
  name: 'demo',
  group: 'Start here',
  about: 'be a pipeline that asks, to try things',
  more: 'It builds and tests nothing, asks for its last step and ends like "boss lock".',
  passes: true,
  examples: [
    { command: 'boss demo', about: 'then press the big button of the gadget' },
    { command: 'boss demo --timeout 2m', about: 'give up when nobody presses' },
  ],
  args: {},
  options: { gate, ...patience, ...where },
  async run(context, input) {
    const { out } = context
    const address = findAddress(input, context.env, 'pipeline')
    const style = out.errorStyle
    out.tell({ step: 'build' }, line`${style.green('ok')}       demo / build`)
    out.tell({ step: 'test' }, line`${style.green('ok')}       demo / test`)
    out.tell(
      { step: 'production' },
      line`${style.blue('asks')}     demo / production: press the big button to let it through`,
    )
    const ask = {
      ...{ pipeline: 'demo', step: 'production', gate: input.gate, requestId: randomUUID() },
      context: { author: 'you', message: 'A try: nothing is deployed' },
    }
    const exit = await waitHere(context, {
      ...{ address, what: { ask } },
      ...{ timeoutMs: input.timeout, lostAfterMs: input.lostAfter },
    })
    if (exit === exitCodes.passed)
      out.tell({ step: 'deployed' }, line`${style.green('ok')}       demo / production deployed (not really)`)
    return exit
  },
})
