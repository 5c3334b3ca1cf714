import { spawnSync } from 'node:child_process'
import { UsageError } from '../config.ts'

/** How the tools of libgpiod are spoken to: their options changed with version 2. */
export interface Tools {
  /** Prints `line edge` for each change of an input that is pulled up. */
  watch(chip: string, lines: readonly number[]): readonly [program: string, ...args: string[]]
  /** Which edge is the one down. */
  readonly falling: string
  /** Holds outputs until it is ended. */
  hold(chip: string, levels: readonly (readonly [line: number, level: 0 | 1])[]): readonly [string, ...string[]]
}

const texts = (lines: readonly number[]) => lines.map(String)
const levelTexts = (levels: readonly (readonly [number, 0 | 1])[]) => levels.map((it) => it.join('='))

/** gpiomon(1) and gpioset(1) of Debian 12 and of Debian 13. */
const dialects: Readonly<Record<string, Tools>> = {
  1: {
    watch: (chip, lines) => ['gpiomon', '-b', '-B', 'pull-up', '-F', '%o %e', chip, ...texts(lines)],
    falling: '0',
    hold: (chip, levels) => ['gpioset', '-m', 'signal', chip, ...levelTexts(levels)],
  },
  2: {
    watch: (chip, lines) => ['gpiomon', '-b', 'pull-up', '-e', 'both', '-F', '%o %e', '-c', chip, ...texts(lines)],
    falling: '2',
    hold: (chip, levels) => ['gpioset', '-c', chip, ...levelTexts(levels)],
  },
}

const unusable = (why: string) =>
  new UsageError(`the tools of libgpiod ${why}. Install them: sudo apt-get install -y --no-install-recommends gpiod`)

/** Finds out which tools are there. Throws a UsageError that says how to get them. */
export function findTools(): Tools {
  const { stdout, error } = spawnSync('gpiomon', ['--version'], { encoding: 'utf8', timeout: 10_000 })
  if (error) throw unusable('are not installed')
  const [, version = ''] = /\bv?(\d+)\.\d/.exec(stdout) ?? []
  const tools = dialects[version]
  if (tools) return tools
  throw unusable(`are of a version that is not known: ${stdout.split('\n')[0]}`)
}
