import { PassThrough, Readable } from 'node:stream'
import { errorTable, exitCodes, fields } from '@boss-deployer/protocol'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { commands, topics } from '../commands/index.ts'
import { makeInput } from '../terminal/input.ts'
import { makeOutput, tellError } from '../terminal/output.ts'
import { type Command, type Context, command } from './command.ts'
import { duration, flag, required, several, text } from './param.ts'
import { asProblem, runProgram } from './program.ts'

const nowhere = { BOSS_DATA: '/nonexistent', HOME: '/nonexistent' }

/** Runs the program as `main.ts` does, with nothing to speak to. */
async function boss(argv: readonly string[], rows: readonly Command[] = commands) {
  const written = { out: '', err: '' }
  const stream = (name: 'out' | 'err') => ({
    write: (it: string) => {
      written[name] += it
    },
  })
  const [stdout, stderr] = [stream('out'), stream('err')]
  const out = makeOutput({ stdout, stderr, env: {}, now: Date.now, isJson: argv.includes('--json') })
  const context: Context = {
    env: nowhere,
    out,
    input: makeInput(Readable.from([]), new PassThrough()),
    now: Date.now,
    boss: 'boss',
    apps: '/nonexistent',
    signal: AbortSignal.abort(),
  }
  const setting = { context, version: '1.2.3', write: stdout.write, writeError: stderr.write, topics }
  const exit = await runProgram(rows, argv, setting).catch((error: unknown) => {
    const problem = asProblem(error)
    tellError(out, problem)
    return problem.exit
  })
  return { exit, ...written }
}

const seen: unknown[] = []
const bare = { group: 'Looking', about: 'shows what it was given', examples: [], args: {}, run: async () => 1 } as const
const probe = command({
  ...bare,
  name: 'probe deep',
  args: { what: text('[what]', 'a thing', fields.name) },
  options: {
    name: required(text('--name <name>', 'a name', fields.name)),
    noWait: flag('--no-wait', 'at once'),
    loud: flag('--loud', 'loudly'),
    within: duration('--within <for>', 'how long'),
    tag: several('--tag <tag>', 'tags', fields.name),
  },
  run: async (_, input) => {
    seen.push(input)
    return exitCodes.passed
  },
})

describe('the options of a command', () => {
  test.each<[string, object]>([
    ['--name a', { what: undefined, name: 'a', noWait: false, loud: false, within: undefined, tag: [] }],
    ['thing --name a --no-wait', { what: 'thing', noWait: true }],
    ['--name=a --loud --within 90s', { loud: true, within: 90_000 }],
    ['--name a --tag x --tag y', { tag: ['x', 'y'] }],
    ['--name --loud', { name: '--loud', loud: false }],
  ])('%s', async (words, expected) => {
    expect(await boss(['probe', 'deep', ...words.split(' ')], [probe])).toMatchObject({ exit: 0 })
    expect(seen.pop()).toMatchObject(expected)
  })

  test('are its own when the command above has the same', async () => {
    const above = command({ ...bare, name: 'probe', options: { name: text('--name <name>', 'another', fields.name) } })
    expect(await boss(['probe', 'deep', '--name', 'a'], [above, probe])).toMatchObject({ exit: 0 })
    expect(seen.pop()).toMatchObject({ name: 'a' })
  })

  test.each([
    ['', /--name <name> is missing/],
    ['--name', /argument missing/],
    ['--name a --name b', /given more than once/],
    ['--name a --within 90', /is not a duration/],
    ['--name a --nope', /unknown option '--nope'/],
    ['--name a b c', /too many arguments/],
  ])('refused with 2: %s', async (words, expected) => {
    const { exit, out, err } = await boss(['probe', 'deep', ...words.split(' ').filter(Boolean)], [probe])
    expect({ exit, out }).toEqual({ exit: 2, out: '' })
    expect(err).toMatch(expected)
    expect(err).toMatch(/next: /)
  })
})

describe('help', () => {
  test.each(commands.map((row) => [row.name, row] as const))('of %s has examples of itself', async (name, row) => {
    const { exit, out } = await boss([...name.split(' '), '--help'])
    // Only a claim ends `boss lock` with 0: nothing that is asked for beside it does.
    expect(exit).toBe(row.passes ? 2 : 0)
    expect(out).toContain(`Usage: boss ${name}`)
    expect(row.examples.length).toBeGreaterThan(0)
    for (const { command } of row.examples) expect(command).toMatch(new RegExp(`^boss ${name}\\b`))
    expect(out).toContain('Examples:')
  })

  test('lists every command, on stderr and with 2 when nothing was asked', async () => {
    const { exit, out, err } = await boss([])
    expect({ exit, out }).toEqual({ exit: 2, out: '' })
    for (const { name } of commands) expect(err).toContain(name.split(' ').at(-1))
  })
})

/** As a shell takes it apart, up to the next command. */
const shellWords = (line: string) =>
  [...(line.split(' && ')[0] ?? '').matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')

const examples = commands.flatMap((row) => row.examples.map(({ command }) => command))

describe('an example', () => {
  test.each(examples.filter((it) => !/^boss (up|link|server|gadget|store)/.test(it)))(
    'is right as it stands: %s',
    async (line) => {
      const { exit, err } = await boss(shellWords(line).slice(1))
      expect(err).toMatch(/no link is known|cannot be read|is not a sequence and a hash/)
      expect(exit).toBe(2)
    },
  )
})

const codes: readonly number[] = [...Object.values(exitCodes), ...Object.values(errorTable).map(({ exit }) => exit)]
const words = commands.flatMap(({ name }) => name.split(' '))
const flags = commands.flatMap(({ options }) => options.map((it) => it.flags.split(' ')[0] ?? ''))
const token = fc.oneof(
  fc.constantFrom(...words),
  fc.constantFrom(...flags, '--json', '--help', '-h', '-V', '--', '-', '--url=http://127.0.0.1:1'),
  fc.constantFrom('root', '90s', '0', '1', 'a.b', '01890a5d-ac96-774b-bcce-b302099a8057', '', '\u001b[2J', '__proto__'),
  fc.string({ unit: 'binary', maxLength: 8 }),
)
/** These start processes, which the tests of the whole chain do. */
const starts = ['up', 'link', 'server', 'gadget', 'store']

describe('whatever is typed', () => {
  test.prop([fc.array(token, { maxLength: 8 }).filter((argv) => !argv.some((word) => starts.includes(word)))], {
    numRuns: 1_000,
  })('ends with a code of the table, never with a stack trace, and passes nothing', async (argv) => {
    const { exit, out, err } = await boss(argv)
    expect(codes).toContain(exit)
    expect(err).not.toMatch(/\n\s+at |Error:/)
    expect(`${out}${err}`).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
    if (['lock', 'wait', 'demo'].includes(argv[0] ?? '')) expect(exit).not.toBe(0)
  })

  test.prop([fc.array(token, { maxLength: 6 })])('with --json the error is one JSON document', async (argv) => {
    const { exit, err } = await boss(['status', ...argv.filter((word) => !/^-(-help|h|V)|^--$/.test(word)), '--json'])
    expect(exit).toBe(2)
    const { error } = JSON.parse(err) as { error: { code: string; message: string; next: string } }
    expect(Object.keys(error)).toEqual(['code', 'message', 'next'])
  })
})
