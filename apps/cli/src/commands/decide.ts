import { randomUUID } from 'node:crypto'
import { restClient } from '@boss-deployer/client/rest'
import {
  type Camel,
  clientChannels,
  exitCodes,
  fields,
  type LockViewWire,
  restAnswers,
  toWire,
} from '@boss-deployer/protocol'
import { type Command, command } from '../command/command.ts'
import { flag, required, text } from '../command/param.ts'
import { must, wrongUsage } from '../command/problem.ts'
import { findAddress, where } from '../link/address.ts'
import { asOperator, gateMeant, type Operator } from '../link/operator.ts'
import { type Line, line } from '../terminal/style.ts'

const UUID = '01890a5d-ac96-774b-bcce-b302099a8057'

export const unlock: Command = command({
  name: 'unlock',
  group: 'Deciding',
  about: 'let a lock through',
  examples: [
    { command: 'boss unlock --head', about: 'the oldest one that waits' },
    { command: `boss unlock ${UUID} --note "looks good"`, about: 'this one, with a note' },
  ],
  args: { uuid: text('[uuid]', 'the lock', fields.uuid) },
  options: {
    head: flag('--head', 'the oldest lock that waits at or below --gate'),
    gate: text('--gate <gate>', 'for --head: the gate (default: the only one there is)', fields.gate),
    note: text('--note <text>', 'what the pipeline is told', fields.note),
    ...where,
  },
  async run(context, { uuid, head, gate, note, ...input }) {
    const operator = asOperator(context, input)
    const schema = clientChannels.unlock.answer
    const body = { note, requestId: randomUUID() }
    if ((uuid === undefined) !== head) throw await whichOne(operator, uuid !== undefined)
    const path = uuid === undefined ? `/gates/${await gateMeant(operator, gate)}/unlock-head` : `/locks/${uuid}/unlock`
    const done = must(await operator.call('POST', path, { body, schema }))
    const isOpen = done.votes >= done.needed
    const said: Line = isOpen
      ? line`${context.out.style.green('unlocked')}  ${done.uuid} at gate ${done.gate}`
      : line`${context.out.style.yellow('counted')}  ${done.votes} of ${done.needed} approvals for ${done.uuid} at gate ${done.gate}`
    context.out.answer(toWire(done), [said])
    return exitCodes.passed
  },
})

/** Neither or both were given; what waits is named, so that the next try is right. */
async function whichOne(operator: Operator, isBoth: boolean) {
  if (isBoth) return wrongUsage('give either a uuid or --head, not both', 'leave one out')
  const { locks } = must(await operator.call('GET', '/locks', { schema: restAnswers.locks }))
  const waiting = locks.filter(({ state }) => state === 'locked')
  const [oldest] = waiting
  if (!oldest) return wrongUsage('name a lock or say --head; none waits now', 'look which locks there are: boss status')
  const { uuid, pipeline, step } = oldest
  return wrongUsage(
    `name a lock or say --head; ${waiting.length === 1 ? 'one waits' : `${waiting.length} wait`} now`,
    `the oldest is ${pipeline} / ${step}: boss unlock ${uuid}`,
  )
}

export const reject: Command = command({
  name: 'reject',
  group: 'Deciding',
  about: 'say no to a lock; its pipeline ends with 3',
  examples: [{ command: `boss reject ${UUID} --reason "not on a Friday"`, about: 'the pipeline is told why' }],
  args: { uuid: required(text('<uuid>', 'the lock', fields.uuid)) },
  options: { reason: required(text('--reason <text>', 'why', fields.note)), ...where },
  async run(context, { uuid, reason, ...input }) {
    const operator = asOperator(context, input)
    const body = { reason, requestId: randomUUID() }
    const schema = clientChannels.reject.answer
    const done = must(await operator.call('POST', `/locks/${uuid}/reject`, { body, schema }))
    context.out.answer(toWire(done), [line`${context.out.style.red('rejected')}  ${done.uuid} at gate ${done.gate}`])
    return exitCodes.passed
  },
})

type State = Camel<LockViewWire>['state']

export const cancel: Command = command({
  name: 'cancel',
  group: 'In a pipeline',
  about: 'take a request back, with the token that made it',
  examples: [{ command: `boss cancel ${UUID}`, about: 'nobody is asked any more' }],
  args: { uuid: required(text('<uuid>', 'the lock', fields.uuid)) },
  options: { ...where },
  async run(context, { uuid, ...input }) {
    const pipeline = restClient(findAddress(input, context.env, 'pipeline'))
    const schema = clientChannels.cancel.answer
    const done = must(await pipeline.call('POST', `/locks/${uuid}/cancel`, { body: {}, schema }))
    const state: State = done.state
    context.out.answer(toWire(done), [line`${context.out.style.yellow(state)}  ${done.uuid}`])
    return exitCodes.passed
  },
})
