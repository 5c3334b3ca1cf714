import { z } from 'zod'

const words = z.array(z.string())

export interface Instruction {
  readonly name: string
  readonly rest: string
}

export interface Stage {
  readonly base: string
  /** Empty for the last one, which is the image. */
  readonly name: string
  readonly instructions: readonly Instruction[]
}

export interface Copy {
  /** The stage it comes from; null for the folder that is built. */
  readonly from: string | null
  readonly sources: readonly string[]
  readonly target: string
}

/** Reads a Dockerfile without continued lines, which ours has no need of. */
export function parseDockerfile(text: string): readonly Stage[] {
  const stages: { base: string; name: string; instructions: Instruction[] }[] = []
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const [, name, rest] = /^([A-Z]+) (.+[^\\])$/.exec(line) ?? []
    if (name === undefined || rest === undefined) throw new Error(`not an instruction on one line: ${line}`)
    const [base = '', stage = ''] = rest.split(' AS ')
    if (name === 'FROM') stages.push({ base, name: stage, instructions: [] })
    else stages.at(-1)?.instructions.push({ name, rest })
  }
  return stages
}

const restsOf = ({ instructions }: Stage, wanted: string): readonly string[] =>
  instructions.flatMap(({ name, rest }) => (name === wanted ? [rest] : []))

export function copiesOf(stage: Stage): readonly Copy[] {
  return restsOf(stage, 'COPY').map((rest) => {
    const [first = '', ...more] = rest.split(' ')
    const from = /^--from=(.+)$/.exec(first)?.[1] ?? null
    const paths = from === null ? [first, ...more] : more
    return { from, sources: paths.slice(0, -1), target: paths.at(-1) ?? '' }
  })
}

export function envOf(stage: Stage): Readonly<Record<string, string>> {
  return Object.fromEntries(restsOf(stage, 'ENV').map((rest) => rest.split('=', 2) as [string, string]))
}

/** What an instruction that is there once says; of a HEALTHCHECK what comes after CMD. */
export function only(stage: Stage, name: string): string {
  const [rest, ...more] = restsOf(stage, name)
  if (rest === undefined || more.length > 0)
    throw new Error(`${name} stands ${more.length === 0 ? 'nowhere' : 'twice'}`)
  return rest
}

/** The words of a command in the exec form, which no shell reads. */
export const wordsOf = (rest: string): readonly string[] => words.parse(JSON.parse(rest.slice(rest.indexOf('['))))
