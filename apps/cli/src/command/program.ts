import { exitCodes } from '@boss-deployer/protocol'
import { Command as Commander, CommanderError, Option } from 'commander'
import type { Command, Context } from './command.ts'
import type { Param } from './param.ts'
import { Problem, wrongUsage } from './problem.ts'

const HEADER = `A pipeline that reaches production waits for the boss; a press on the desk lets it go on.

On this machine:      boss up
In a pipeline:        boss lock --pipeline shop --step production && ./deploy
To try it:            boss demo`

const FOOTER = `
Every command takes --url, --token, --data and --json; BOSS_URL, BOSS_TOKEN and BOSS_DATA say the same. Without them it
speaks to the link that "boss up" runs on this machine.

Exit codes: 0 passed or done, 1 not allowed, blocked or failed, 2 wrong usage, 3 rejected, 4 expired,
5 cancelled, superseded or timed out, 6 link unreachable, 7 still waiting (--no-wait).`

interface Setting {
  readonly context: Context
  readonly version: string
  /** For help that was asked for, and for help that somebody needs. */
  readonly write: (text: string) => void
  readonly writeError: (text: string) => void
  /** What the commands below a word are about, such as those of `gate`. */
  readonly topics: Readonly<Record<string, string>>
}

/** Finds the command that the arguments mean, parses them and runs it. The answer is the exit code. */
export async function runProgram(
  commands: readonly Command[],
  argv: readonly string[],
  { context, version, write, writeError, topics }: Setting,
): Promise<number> {
  let code: number = exitCodes.notAllowed
  const root = new Commander('boss').description(HEADER).addHelpText('after', FOOTER)
  root.version(version, '-V, --version', 'print the version')
  const prepare = (command: Commander) =>
    command
      .helpCommand(false)
      // Else `history` would take the options of `history verify` for its own.
      .enablePositionalOptions()
      .exitOverride()
      .configureOutput({ writeOut: write, writeErr: writeError, outputError: () => {} })
      .configureHelp({ showGlobalOptions: false, helpWidth: 110 })
  prepare(root)
  for (const row of commands) {
    const leaf = add(root, row)
    prepare(leaf)
    if (leaf.parent && leaf.parent !== root)
      prepare(leaf.parent).summary(topics[leaf.parent.name()] ?? leaf.parent.summary())
    leaf.action(async () => {
      code = await row.perform(context, textsOf(leaf, row))
    })
  }
  try {
    await root.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return ended(error, leafMeant(commands, argv))
    throw error
  }
}

/** `gate add` goes below `gate`, which is made when it is not there yet. */
function add(root: Commander, row: Command): Commander {
  const names = row.name.split(' ')
  const parent = names.slice(0, -1).reduce((above, name) => childOf(above, name, row.group), root)
  const leaf = childOf(parent, names.at(-1) ?? '', row.group)
  const examples = row.examples.map(({ command, about }) => `  ${command.padEnd(58)} ${about}`.trimEnd())
  leaf.description(row.more ? `${row.about}\n\n${row.more}` : row.about).summary(row.about)
  leaf.addHelpText('after', `\nExamples:\n${examples.join('\n')}`)
  for (const param of row.args) leaf.argument(param.flags, param.about)
  for (const param of row.options) leaf.addOption(optionOf(param))
  return leaf.option('--json', 'JSON for machines on stdout and stderr')
}

function childOf(parent: Commander, name: string, group: string): Commander {
  const there = parent.commands.find((it) => it.name() === name)
  if (there) return there
  const made = parent.command(name)
  return made.helpGroup(`${group}:`).allowExcessArguments(false)
}

/** Every text is kept, so that the parameter itself can say that one is too many. */
function optionOf({ flags, about }: Param<unknown>): Option {
  const option = new Option(flags, about)
  return option.argParser((given: string, before: unknown): unknown => [...textsIn(before), given])
}

const textsIn = (raw: unknown): readonly string[] => (Array.isArray(raw) ? raw.map(String) : [])

function textsOf(leaf: Commander, row: Command): (param: Param<unknown>) => readonly string[] {
  const options: Readonly<Record<string, unknown>> = leaf.opts()
  const args: readonly unknown[] = leaf.processedArgs
  return (param) => {
    const position = row.args.indexOf(param)
    if (position >= 0) return textsIn([args[position]].flat().filter((it) => it !== undefined))
    const option = optionOf(param)
    const raw = options[option.attributeName()]
    // Commander reads `--no-wait` as a `wait` that is on until it is given.
    const isGiven = raw === !option.negate
    return isGiven ? [option.flags] : textsIn(raw)
  }
}

/** The row whose name the arguments begin with: the longest one. */
function leafMeant(commands: readonly Command[], argv: readonly string[]): Command | undefined {
  const words = argv.filter((word) => !word.startsWith('-'))
  return commands
    .filter(({ name }) => name.split(' ').every((word, index) => words[index] === word))
    .sort((one, other) => other.name.length - one.name.length)[0]
}

/** Help and version are no errors, but only a claim ends `boss lock` with 0. */
function ended(error: CommanderError, row: Command | undefined): number {
  const isAsked = error.code === 'commander.version' || error.code === 'commander.helpDisplayed'
  if (isAsked) return row?.passes ? exitCodes.usage : exitCodes.passed
  if (error.code === 'commander.help') return exitCodes.usage
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ')
  throw wrongUsage(message, `see boss ${row ? `${row.name} ` : ''}--help`)
}

/** Whatever went wrong, as a problem: a bug too has an exit code and no stack trace for people. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const message = error instanceof Error ? error.message : String(error)
  return new Problem({
    code: 'internal',
    message,
    next: 'look how it stands now: boss status; set BOSS_DEBUG=1 to see where it happened',
  })
}
