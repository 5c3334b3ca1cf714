import { readFileSync } from 'node:fs'
import { type Camel, fromWire, toWire } from '@boss-deployer/protocol'
import { Command, Option } from 'commander'
import { parse as parseYaml } from 'yaml'
import type * as z from 'zod/mini'
import { companions, flagOf, type Setting, type SettingName, settingList, settings, variableOf } from './settings.ts'

type IsOptional<S extends Setting> = S extends { readonly isRequired: true }
  ? false
  : S['byDefault'] extends null
    ? true
    : false
type Defaulted<S extends Setting> = z.output<S['schema']> | (IsOptional<S> extends true ? null : never)
type Values = { readonly [N in SettingName]: Defaulted<(typeof settings)[N]> }
export type LinkConfig = Camel<Values>

/** What is wrong before anything has begun: every problem a line, told in full to a person, exit code 2. */
export class ConfigError extends Error {}

export interface Sources {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What a person wrote, and where. */
interface Written {
  readonly raw: unknown
  readonly where: string
}

/** A setting that a flag gives comes before a variable, a variable before the file, the file before the default. */
export function readConfig({ argv, env }: Sources): { readonly config: LinkConfig; readonly isPrintOnly: boolean } {
  const { config: said, printConfig, ...flags } = optionsOf(argv)
  const file = typeof said === 'string' ? said : env.BOSS_LINK_CONFIG
  const problems: string[] = []
  const inFile = file === undefined ? {} : fieldsOf(file, problems)
  for (const variable of unknownVariables(env)) problems.push(`${variable}: there is no such setting`)
  const entries = settingList.map(([name, setting]): [SettingName, unknown] => {
    const written = writtenFor(name, setting, { flags, env, inFile, file: file ?? '' })
    if (written === null && setting.isRequired)
      problems.push(`${flagOf(name)} is missing (${variableOf(name, setting)}): ${setting.what}`)
    if (written === null) return [name, setting.byDefault]
    const parsed = setting.schema.safeParse(written.raw)
    if (parsed.success) return [name, parsed.data]
    for (const { message, path } of parsed.error.issues)
      problems.push(`${[written.where, ...path].join('.')}: ${sentenceOf(message, setting)}`)
    return [name, null]
  })
  const values = Object.fromEntries(entries) as Values
  for (const [first, second] of companions)
    if (values[first] !== null && values[second] === null)
      problems.push(`${flagOf(second)} is missing (${variableOf(second, settings[second])}) beside ${flagOf(first)}`)
  if (problems.length > 0) throw new ConfigError(['these settings are not right:', ...problems].join('\n  '))
  return { config: fromWire(values), isPrintOnly: printConfig === true }
}

function optionsOf(argv: readonly string[]): Readonly<Record<string, unknown>> {
  const command = new Command('boss-link')
    .description('The hub of Boss Deployer: sockets, REST, the record and the web console.')
    .option('--config <file>', 'settings in a file, YAML or JSON (env: BOSS_LINK_CONFIG)')
    .option('--print-config', 'print the settings that hold, without their secrets, and end')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  for (const [name, setting] of settingList) {
    const said = setting.isFlagOnly ? '' : ` (env: ${variableOf(name, setting)})`
    const value = setting.kind === 'switch' ? '' : ` <${setting.kind}>`
    command.addOption(new Option(`${flagOf(name)}${value}`, `${setting.what}${said}`))
  }
  return command.parse(argv).opts()
}

function fieldsOf(file: string, problems: string[]): Readonly<Record<string, unknown>> {
  let raw: unknown
  try {
    raw = parseYaml(readFileSync(file, 'utf8'))
  } catch (error) {
    problems.push(`${file}: cannot be read: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
    return {}
  }
  if (raw === null) return {}
  if (typeof raw !== 'object' || Array.isArray(raw)) {
    problems.push(`${file}: is not a list of fields with their values`)
    return {}
  }
  const known = new Set<string>(settingList.flatMap(([name, { isFlagOnly }]) => (isFlagOnly ? [] : name)))
  for (const field of Object.keys(raw))
    if (!known.has(field)) problems.push(`${field} in ${file}: there is no such setting`)
  return Object.fromEntries(Object.entries(raw))
}

function unknownVariables(env: Sources['env']): readonly string[] {
  const known = new Set(['BOSS_LINK_CONFIG', ...settingList.map(([name, setting]) => variableOf(name, setting))])
  return Object.keys(env).filter((name) => name.startsWith('BOSS_LINK_') && !known.has(name))
}

interface Places {
  readonly flags: Readonly<Record<string, unknown>>
  readonly env: Sources['env']
  readonly inFile: Readonly<Record<string, unknown>>
  readonly file: string
}

function writtenFor(name: SettingName, setting: Setting, { flags, env, inFile, file }: Places): Written | null {
  const flag = flags[name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())]
  if (flag !== undefined) return { raw: meantBy(flag, setting), where: flagOf(name) }
  if (setting.isFlagOnly) return null
  const variable = variableOf(name, setting)
  const said = env[variable]
  if (said !== undefined && said !== '') return { raw: meantBy(said, setting), where: variable }
  return inFile[name] === undefined ? null : { raw: inFile[name], where: `${name} in ${file}` }
}

/** A flag and a variable are text: what it says, by the kind of the setting. */
function meantBy(said: unknown, { kind }: Setting): unknown {
  if (typeof said !== 'string') return said
  if (kind === 'number') return /^\d{1,15}$/.test(said) ? Number(said) : said
  if (kind === 'list') return said === '' ? [] : said.split(',').map((item) => item.trim())
  return said
}

/** The value itself is never repeated: it may be a secret. */
function sentenceOf(message: string, { what }: Setting): string {
  return message === 'Invalid input' ? `is not right: ${what}` : message
}

/** The settings that hold, as a file would say them, with secrets hidden. */
export function printedConfig(config: LinkConfig): string {
  const values = toWire<Record<string, unknown>>(config)
  const lines = settingList.flatMap(([name, { isSecret, isFlagOnly }]) => {
    const value = values[name]
    return isFlagOnly || value === null ? [] : [[name, isSecret ? '(secret)' : value] as const]
  })
  return `${JSON.stringify(Object.fromEntries(lines), null, 2)}\n`
}
