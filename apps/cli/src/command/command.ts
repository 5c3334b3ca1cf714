import type { Input } from '../terminal/input.ts'
import type { Output } from '../terminal/output.ts'
import type { Param, Params, Values } from './param.ts'

/** The headings of `boss --help`. */
export type Group = 'Start here' | 'In a pipeline' | 'Deciding' | 'Looking' | 'Administration' | 'The parts one by one'

export interface Example {
  readonly command: string
  readonly about: string
}

/** What a command gets from outside. */
export interface Context {
  readonly env: NodeJS.ProcessEnv
  readonly out: Output
  readonly input: Input
  /** Aborted when somebody presses ctrl-C or the process is asked to end. */
  readonly signal: AbortSignal
  readonly now: () => number
  /** How this command is started again from any folder, such as `node /opt/boss/apps/cli/bin/boss.js`. */
  readonly boss: string
  /** The folder that holds the built apps. */
  readonly apps: string
}

interface Description {
  /** As it is typed, such as `gate add`. */
  readonly name: string
  readonly group: Group
  readonly about: string
  /** More than one sentence of help, where it is needed. */
  readonly more?: string
  readonly examples: readonly Example[]
  /** Exit code 0 is a promise that the pipeline may go on, so that not even help ends with it. */
  readonly passes?: boolean
}

/** A row of the table of commands, with its types. */
interface Row<A extends Params, O extends Params> extends Description {
  readonly args: A
  readonly options: O
  /** The answer is the exit code. */
  run(context: Context, input: Values<A & O>): Promise<number>
}

/** A row of the table of commands. */
export interface Command extends Description {
  readonly args: readonly Param<unknown>[]
  readonly options: readonly Param<unknown>[]
  /** Parses every parameter, then runs; `given` finds the texts of one. */
  perform(context: Context, given: (param: Param<unknown>) => readonly string[]): Promise<number>
}

/** Makes a row; its parameters give `run` its types. */
export function command<A extends Params, O extends Params>(row: Row<A, O>): Command {
  const params: Params = { ...row.args, ...row.options }
  return {
    ...row,
    args: Object.values(row.args),
    options: Object.values(row.options),
    perform(context, given) {
      const input = Object.fromEntries(Object.entries(params).map(([name, param]) => [name, param.read(given(param))]))
      return row.run(context, input as Values<A & O>)
    },
  }
}
