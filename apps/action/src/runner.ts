import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'

export type Environment = Readonly<Record<string, string | undefined>>

/** GitHub's runner, as an action sees it: https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
export interface Runner {
  /** What a variable of the runner says; throws where it does not. */
  variable(name: string): string
  /** What the workflow gives, or the default of action.yml; throws where it is empty. */
  input(name: string): string
  output(name: string, value: string): void
  /** Kept for the end of the job. */
  keep(name: string, value: string): void
  /** What was kept; empty where nothing was. */
  kept(name: string): string
  /** Shown on the page of the run, as Markdown. */
  summarize(markdown: string): void
  /** From now on the log shows stars instead. */
  mask(secret: string): void
  /** One line in the log. */
  say(line: string): void
  /** One line that stands out, also on the page of the run. */
  complain(line: string): void
}

/** Everything that begins a line or hides in one: a stranger's word is never taken for a command of the runner. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu
const MAX_LINE = 1_000

const plain = (text: string): string => text.replace(UNSEEN, ' ').slice(0, MAX_LINE)
const escaped = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

export function runnerOf(env: Environment, print: (text: string) => void): Runner {
  function variable(name: string): string {
    const value = env[name] ?? ''
    if (value === '') throw new Error(`${name} is not set: this runs as an action of GitHub`)
    return value
  }

  /** A delimiter that nobody can know beforehand ends the value, and nothing within it does. */
  function append(file: string, name: string, value: string): void {
    const end = `end_${randomUUID()}`
    appendFileSync(variable(file), `${name}<<${end}\n${value}\n${end}\n`)
  }

  return {
    variable,
    input(name) {
      const value = (env[`INPUT_${name.toUpperCase()}`] ?? '').trim()
      if (value === '') throw new Error(`the input ${name} is missing`)
      return value
    },
    output: (name, value) => append('GITHUB_OUTPUT', name, value),
    keep: (name, value) => append('GITHUB_STATE', name, value),
    kept: (name) => env[`STATE_${name}`] ?? '',
    summarize: (markdown) => appendFileSync(variable('GITHUB_STEP_SUMMARY'), `${markdown}\n`),
    mask: (secret) => print(`::add-mask::${escaped(secret)}\n`),
    say: (line) => print(`boss: ${plain(line)}\n`),
    complain: (line) => print(`::error::${escaped(plain(line))}\n`),
  }
}
