import { exitCodes, fields, gateState, toWire } from '@boss-deployer/protocol'
import { type Command, command } from '../command/command.ts'
import { choice, duration, flag, required, several, text, wholeNumber } from '../command/param.ts'
import { must } from '../command/problem.ts'
import { where } from '../link/address.ts'
import { asOperator, listGates } from '../link/operator.ts'
import { presentAt } from '../policy/apply.ts'
import { policyFields, saidIn } from '../policy/fields.ts'
import { line } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'
import { modeWord } from '../words/gate.ts'

export const gateList: Command = command({
  name: 'gate list',
  group: 'Administration',
  about: 'the gates and how each stands',
  examples: [{ command: 'boss gate list', about: 'the tree from the root' }],
  args: {},
  options: { ...where },
  async run(context, input) {
    const { out, now } = context
    const gates = await listGates(asOperator(context, input))
    out.answer(
      toWire({ gates }),
      gates.map((it) => modeWord(out.style, it, now())),
    )
    return exitCodes.passed
  },
})

export const gatePolicy: Command = command({
  name: 'gate policy',
  group: 'Administration',
  about: 'what a gate asks before it lets a lock through',
  more: 'Each field as a file of gates would say it; "boss apply" changes them.',
  examples: [{ command: 'boss gate policy shop.production', about: 'field by field' }],
  args: { gate: required(text('<gate>', 'the gate', fields.gate)) },
  options: { ...where },
  async run(context, { gate, ...input }) {
    const { out } = context
    const { policy, defaults, etag } = await presentAt(asOperator(context, input), gate)
    const rows = policyFields.map((field) => {
      const [said, byItself] = [saidIn(policy, field), saidIn(defaults, field)]
      return [line`${field.name}`, line`${said}`, said === byItself ? line`${out.style.dim('default')}` : line``]
    })
    out.answer({ gate, policy, etag }, table(rows))
    return exitCodes.passed
  },
})

export const gateAdd: Command = command({
  name: 'gate add',
  group: 'Administration',
  about: 'make a gate, and those above it that are missing',
  more: 'A block or a release of a gate holds for all gates below it. What no option says, the policy has by itself.',
  examples: [
    { command: 'boss gate add shop', about: 'a gate below the root' },
    { command: 'boss gate add shop.production --approvals 2', about: 'two people have to let each step through' },
  ],
  args: { gate: required(text('<gate>', 'its name, such as shop.production', fields.gate)) },
  options: {
    approvals: wholeNumber('--approvals <number>', 'how many approvals a lock needs', [1, 50]),
    approver: several(
      '--approver <id>',
      'who may decide, such as person:boss; without it everybody who reaches it',
      fields.name,
    ),
    required: several('--required <id>', 'who must be among those who approve', fields.name),
    needsPress: flag('--needs-press', 'one of the approvals is a press of the gadget'),
    allowSelfApproval: flag('--allow-self-approval', 'who asked may also approve'),
    releaseFor: duration('--release-for <for>', 'when a release ends by itself'),
    lockExpires: duration('--lock-expires <for>', 'when an unanswered lock ends'),
    approvalExpires: duration('--approval-expires <for>', 'when an approval ends that nobody claimed'),
    goneAfter: duration('--gone-after <for>', 'when a lock ends whose pipeline is away'),
    queue: choice('--queue <policy>', 'newest-wins ends the older locks of the same pipeline and step', [
      'fifo',
      'newest-wins',
    ]),
    ...where,
  },
  async run(context, { gate, url, token, data, ...wishes }) {
    const operator = asOperator(context, { url, token, data })
    const policy = {
      approvals: wishes.approvals,
      approvers: wishes.approver.length > 0 ? wishes.approver : undefined,
      required: wishes.required.length > 0 ? wishes.required : undefined,
      needsPress: wishes.needsPress || undefined,
      allowSelfApproval: wishes.allowSelfApproval || undefined,
      releaseForMs: wishes.releaseFor,
      lockExpiresAfterMs: wishes.lockExpires,
      approvalExpiresAfterMs: wishes.approvalExpires,
      requesterGoneAfterMs: wishes.goneAfter,
      queue: wishes.queue,
    }
    const made = must(await operator.call('POST', '/gates', { body: { gate, policy }, schema: gateState }))
    context.out.answer(toWire(made), [line`added  ${modeWord(context.out.style, made)}`])
    return exitCodes.passed
  },
})
