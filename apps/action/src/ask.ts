import { connectLink, exitOf, type Progress, type Waited, waitForLock } from '@boss-deployer/client'
import { identityFor } from './identity.ts'
import type { Runner } from './runner.ts'

const LONGEST_S = 30 * 24 * 60 * 60

/** Asks, waits and claims; the answer is how the process ends: 0 is a stored claim and nothing else. */
export async function ask(runner: Runner, signal: AbortSignal): Promise<number> {
  const { url, gate, step, requestId, timeoutMs } = inputsOf(runner)
  const repository = runner.variable('GITHUB_REPOSITORY')
  const buildUrl = `${runner.variable('GITHUB_SERVER_URL')}/${repository}/actions/runs/${runner.variable('GITHUB_RUN_ID')}`
  const context = { commit: runner.variable('GITHUB_SHA'), buildUrl }
  const token = await identityFor(url, runner)
  await using link = connectLink({ url, token, role: 'pipeline' })
  const waited = await waitForLock(
    link,
    { ask: { pipeline: repository, step, gate, requestId, context } },
    { signal, timeoutMs, onProgress: progressTo(runner, url) },
  )
  runner.keep('ended', waited.outcome)
  tell(runner, waited, { gate, url })
  return exitOf(waited)
}

const inputsOf = (runner: Runner) => ({
  url: runner.input('link'),
  gate: runner.input('gate'),
  step: runner.input('step'),
  requestId: runner.input('request'),
  timeoutMs: secondsIn(runner.input('timeout')) * 1_000,
})

function secondsIn(text: string): number {
  const seconds = /^\d{1,8}$/.test(text) ? Number(text) : 0
  if (seconds < 1 || seconds > LONGEST_S)
    throw new Error(`timeout: ${text} is not a number of seconds up to ${LONGEST_S}`)
  return seconds
}

/** The lock is kept as soon as it is known: whatever kills this process, the end of the job takes the question back. */
function progressTo(runner: Runner, url: string) {
  let known: string | null = null
  let last = ''
  return ({ connection, uuid, gate, place, votes, needed }: Progress): void => {
    if (uuid !== null && uuid !== known) {
      known = uuid
      runner.keep('lock', uuid)
      runner.say(`waiting for the boss: ${url}, lock ${uuid}`)
    }
    const counted = needed > 1 ? `, ${votes} of ${needed} votes` : ''
    const where = uuid === null ? '' : `at ${gate}, place ${place ?? '?'}${counted}`
    const state = connection === 'lost' ? 'the link is away: trying again' : where
    if (state !== '' && state !== last) runner.say(state)
    last = state
  }
}

const words: Readonly<Record<Waited['outcome'], string>> = {
  passed: 'let through',
  rejected: 'rejected',
  killed: 'killed: the gate is blocked',
  expired: 'expired',
  cancelled: 'cancelled',
  superseded: 'superseded by a newer request',
  'timed-out': 'nobody decided in time',
  unreachable: 'the link is out of reach',
  refused: 'the link refuses',
}

interface Asked {
  readonly gate: string
  readonly url: string
}

function tell(runner: Runner, waited: Waited, { gate, url }: Asked): void {
  const { outcome, uuid, by, note, waitedMs, error } = waited
  const waitedS = String(Math.round(waitedMs / 1_000))
  const outputs = { lock: uuid ?? '', 'approved-by': outcome === 'passed' ? (by ?? '') : '', note: note ?? '', outcome }
  for (const [name, value] of Object.entries({ ...outputs, waited: waitedS })) runner.output(name, value)
  const told = [`${words[outcome]}${by === null ? '' : ` by ${by}`}`, ...(note === null ? [] : [note])]
  const sentence = [...told, ...(error === null ? [] : [error.message])].join(': ')
  if (outcome === 'passed') runner.say(`${sentence}, after ${waitedS} s`)
  else runner.complain(`${sentence}, after ${waitedS} s`)
  const rows = [
    ['gate', gate],
    ['outcome', sentence],
    ['lock', uuid ?? 'none'],
    ['waited', `${waitedS} s`],
    ['link', url],
  ]
  runner.summarize(['### Ask the boss', '', '| | |', '|---|---|', ...rows.map(rowOf)].join('\n'))
}

/** Text of strangers within a table: it can neither end its cell nor be read as Markdown or HTML. */
const rowOf = ([name = '', value = '']: readonly string[]): string =>
  `| ${name} | ${value.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()<>#!|&~]/g, (sign) => `&#${sign.codePointAt(0)};`)} |`
