import { join } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'

export interface LinkConfig {
  readonly data: string
  /** Where the record is: a `postgres://` address, which may hold a password, or a SQLite file. */
  readonly store: string
  readonly port: number
  readonly host: string
  readonly tokenFile: string | null
  readonly trust: string | null
  readonly console: string
  readonly untilStdinEnds: boolean
}

/** The link's settings, from the command line and the environment. Wrong ones end the process with 2. */
export function readConfig(argv: readonly string[], consoleDir: string): LinkConfig {
  const command = new Command('boss-link')
    .description('The hub of Boss Deployer: sockets, REST, the record and the web console.')
    .addOption(
      new Option('--data <dir>', 'folder of the record; one link holds it at a time')
        .env('BOSS_LINK_DATA')
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--store <address>',
        'where the record is: postgres://..., or a SQLite file (default: link.sqlite in the folder)',
      ).env('BOSS_STORE'),
    )
    .addOption(
      new Option('--port <number>', 'port to listen on, 0 for any free one')
        .env('BOSS_LINK_PORT')
        .default(8000)
        .argParser(port),
    )
    .addOption(new Option('--host <address>', 'address to listen on').env('BOSS_LINK_HOST').default('127.0.0.1'))
    .option('--token-file <file>', 'keep a file with the address, an operator token and a pipeline token (mode 600)')
    .addOption(
      new Option('--trust <file>', 'whose signed tokens of builds are taken, and what they may (YAML)').env(
        'BOSS_TRUST',
      ),
    )
    .option('--console <dir>', 'folder of the web console', consoleDir)
    .option('--until-stdin-ends', 'stop when standard input ends', false)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse(argv)
  type Optional = 'tokenFile' | 'trust' | 'store'
  const {
    tokenFile = null,
    trust = null,
    store,
    ...options
  } = command.opts<Omit<LinkConfig, Optional> & { [K in Optional]?: string }>()
  return { tokenFile, trust, store: store || join(options.data, 'link.sqlite'), ...options }
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('it is a number from 0 to 65535')
  return Number(text)
}
