import { readFileSync } from 'node:fs'
import { exitCodes, fields } from '@boss-deployer/protocol'
import { type Command, type Context, command } from '../command/command.ts'
import { flag, required, text } from '../command/param.ts'
import { problemOf, wrongUsage } from '../command/problem.ts'
import { where } from '../link/address.ts'
import { asOperator } from '../link/operator.ts'
import { carryOut, type Done, makePlan } from '../policy/apply.ts'
import type { Change, Plan } from '../policy/plan.ts'
import { LARGEST_FILE, readGates, type Wish } from '../policy/read-file.ts'
import { type Line, line, type Style } from '../terminal/style.ts'

export const apply: Command = command({
  name: 'apply',
  group: 'Administration',
  about: 'make the gates and policies what a file says',
  more: `It shows what it would do and asks before it does it. What the file does not say of a gate has its default; gates
that the file does not name are left as they are. docs/policy.md has every field.`,
  examples: [
    { command: 'boss apply -f gates.yaml', about: 'show the plan, ask, and do it' },
    { command: 'boss apply -f gates.yaml --dry-run', about: 'show the plan only' },
    { command: 'boss apply -f gates.yaml --yes', about: 'in a script; -f - reads standard input' },
  ],
  args: {},
  options: {
    file: required(text('-f, --file <file>', 'the file of gates; - is standard input', fields.line(4_000))),
    yes: flag('--yes', 'do not ask'),
    dryRun: flag('--dry-run', 'show the plan and change nothing'),
    ...where,
  },
  async run(context, { file, yes, dryRun, ...input }) {
    const { out } = context
    const wishes = await readWishes(context, file)
    const operator = asOperator(context, input)
    const plan = await makePlan(operator, wishes)
    const open = plan.steps.filter(({ kind }) => kind !== 'keep')
    if (dryRun || open.length === 0) {
      out.answer(documentOf(plan), planLines(out.style, plan))
      return exitCodes.passed
    }
    if (!out.isJson) for (const it of planLines(out.errorStyle, plan)) out.tell({}, it)
    if (!yes) {
      const canAsk = context.input.isTerminal && !out.isJson && file !== '-'
      if (!canAsk)
        throw wrongUsage('--yes is missing: nobody can be asked here', 'look at the plan (--dry-run), then add --yes')
      const isAgreed = await context.input.confirm(
        `Change ${open.length === 1 ? 'this gate' : 'these gates'}?`,
        context.signal,
      )
      if (!isAgreed) {
        out.tell({}, line`nothing was changed`)
        return exitCodes.gaveUp
      }
    }
    const done = await carryOut(operator, plan)
    out.answer(
      { gates: done, not_in_file: plan.others },
      done.map((each) => doneLine(out.style, each)),
    )
    const failed = done.find(({ error }) => error !== null)
    if (failed?.error) throw problemOf({ ...failed.error, message: `${failed.gate}: ${failed.error.message}` })
    return exitCodes.passed
  },
})

async function readWishes({ out, input }: Context, file: string): Promise<readonly Wish[]> {
  const content = file === '-' ? await input.readAll(LARGEST_FILE) : readText(file)
  if (content === null) throw wrongUsage(`${file} cannot be read, or is larger than 512 KiB`, 'name a file of gates')
  const read = readGates(content)
  if (read.ok) return read.wishes
  const told = read.mistakes.slice(0, 20)
  for (const { line: number, what } of told) out.tell({ line: number, mistake: what }, line`${file}:${number}: ${what}`)
  const { length } = read.mistakes
  throw wrongUsage(
    `${file} has ${length === 1 ? 'a mistake' : `${length} mistakes`}: nothing was changed`,
    'correct it; docs/policy.md has every field',
  )
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

const planned = { add: 'add', change: 'change', keep: 'unchanged' } as const

const documentOf = ({ steps, others }: Plan) => ({
  gates: steps.map(({ gate, kind, changes }) => ({ gate, plan: planned[kind], changes })),
  not_in_file: others,
})

function planLines(style: Style, { steps, others }: Plan): readonly Line[] {
  const tones = { add: style.green, change: style.yellow, keep: style.dim }
  const told = steps.flatMap(({ gate, kind, changes }) => [
    line`${tones[kind](planned[kind].padEnd(9))}  ${gate}`,
    ...changes.map((change) => line`           ${changeLine(change)}`),
  ])
  const left = others.map((gate) => line`${style.dim('left as is')} ${gate}, which the file does not name`)
  const nothing = steps.every(({ kind }) => kind === 'keep') ? [line`nothing to do`] : []
  return [...told, ...left, ...nothing]
}

const changeLine = ({ field, from, to }: Change): Line =>
  from === null ? line`${field}: ${to}` : line`${field}: ${from} -> ${to}`

function doneLine(style: Style, { gate, outcome, error }: Done): Line {
  const tone = error === null ? (outcome === 'not tried' ? style.yellow : style.green) : style.red
  return line`${tone(outcome.padEnd(9))}  ${gate}${error === null ? '' : `: ${error.message}`}`
}
