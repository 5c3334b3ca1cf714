import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { type Boss, startBoss } from './boss/boss.ts'
import { type House, openHouse } from './boss/house.ts'
import { until } from './boss/until.ts'

vi.setConfig({ testTimeout: 120_000 })

const running = z.looseObject({ children: z.array(z.looseObject({ pid: z.int() })) })

let house: House

beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house[Symbol.asyncDispose]())

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

const linkPid = () =>
  running.parse(JSON.parse(readFileSync(join(house.data, 'running.json'), 'utf8'))).children[0]?.pid ?? 0

// What follows `--` is the command's own.
const guard = (...args: string[]) => startBoss(['guard', '--data', house.data, ...args])
const under = (options: readonly string[], ...command: string[]) => guard(...options, '--', ...command)

/** Twenty processes in a tree that will not hear of ending; each tells its number. */
const stubborn = `
trap '' TERM INT HUP
branch() {
  sh -c 'echo pid $$; while :; do sleep 0.2; done' &
  sh -c 'echo pid $$; while :; do sleep 0.2; done' &
  sh -c 'echo pid $$; while :; do sleep 0.2; done' &
  sh -c 'echo pid $$; while :; do sleep 0.2; done'
}
for n in 1 2 3 4; do
  (branch & echo pid $BASHPID; wait) &
done
echo pid $$
while :; do sleep 0.2; done`

async function pidsOf(it: Boss, count: number): Promise<readonly number[]> {
  return until(`${count} processes run`, () => {
    const pids = new Set([...it.said.out.matchAll(/^pid (\d+)$/gm)].map(([, pid]) => Number(pid)))
    return Promise.resolve(pids.size >= count && [...pids])
  })
}

const tokens = z.looseObject({ operator: z.string() })
const counted = z.object({ gate: z.string(), running: z.int(), is_whole: z.boolean() })
/** What the link says that a block of the gate would stop. */
async function guardedAt(gate: string) {
  const { operator } = tokens.parse(JSON.parse(readFileSync(house.at.token_file, 'utf8')))
  const headers = { authorization: `Bearer ${operator}` }
  return counted.parse(await (await fetch(`${house.at.link}/api/v1/gates/${gate}/guarded`, { headers })).json())
}

const block = (reason: string) => house.run('block', '--gate', 'root', '--reason', reason)

test('it waits for the boss, gives the command the terminal, and ends as the command does', async () => {
  const it = under(['--pipeline', 'shop', '--step', 'production'], 'sh', '-c', 'echo out; echo err >&2; exit 7')
  await house.shows('locked')
  await house.press('unlock', 120)
  const { code, out, err } = await it.ended
  expect({ code, out }).toEqual({ code: 7, out: 'out\n' })
  expect(err).toMatch(/^err$/m)
  const history = await house.run('history', '--json')
  expect(history.out).toMatch(/"outcome":"failed"/)
})

test('a block stops a tree of processes that ignore being asked, and the history says so', async () => {
  const it = under(['--gate', 'root', '--grace', '1s'], 'bash', '-c', stubborn)
  const pids = await pidsOf(it, 21)
  expect(pids.every(isAlive)).toBe(true)
  expect(await guardedAt('root')).toEqual({ gate: 'root', running: 1, is_whole: true })
  await block('wrong version')
  const { code, err } = await it.ended
  expect(code).toBe(1)
  expect(err).toMatch(/blocked.*root.*: wrong version; stopping/)
  expect(pids.filter(isAlive)).toEqual([])
  await until('nothing is guarded', async () => (await guardedAt('root')).running === 0)
  const { out } = await house.run('history', '--json')
  expect(out).toMatch(/"state":"stopping"/)
  expect(out).toMatch(/"state":"ended"/)
})

test('a command that ends when asked is not killed', async () => {
  const it = under(
    ['--gate', 'root'],
    'sh',
    '-c',
    "trap 'echo cleaned; exit 0' TERM; echo pid $$; while :; do sleep 0.1; done",
  )
  await pidsOf(it, 1)
  await block('no')
  const { code, out } = await it.ended
  expect(code).toBe(1)
  expect(out).toContain('cleaned')
})

test('a link that restarts stops nothing, and a block while it was away is heard when it is back', async () => {
  const it = under(['--gate', 'root', '--grace', '1s'], 'sh', '-c', 'echo pid $$; while :; do sleep 0.1; done')
  const [pid = 0] = await pidsOf(it, 1)
  process.kill(linkPid(), 'SIGKILL')
  await it.says(/lost.*the command goes on/)
  await until('the link is back', async () => (await house.run('status', '--json')).code === 0)
  expect(isAlive(pid)).toBe(true)
  await block('now')
  expect((await it.ended).code).toBe(1)
})

test('when the link stays away it does as it was told, and nothing new is started', async () => {
  const sleeper = ['sh', '-c', 'echo pid $$; while :; do sleep 0.1; done'] as const
  const keeping = under(['--gate', 'root', '--lost-after', '1s'], ...sleeper)
  const stopping = under(['--gate', 'root', '--lost-after', '1s', '--on-lost', 'stop', '--grace', '1s'], ...sleeper)
  const [kept = 0] = await pidsOf(keeping, 1)
  await pidsOf(stopping, 1)
  house.up.signal('SIGTERM')
  await house.up.ended
  expect((await stopping.ended).code).toBe(6)
  expect(isAlive(kept)).toBe(true)
  const late = await under(['--gate', 'root', '--lost-after', '1s'], 'echo', 'never').ended
  expect({ code: late.code, out: late.out }).toEqual({ code: 6, out: '' })
  keeping.signal('SIGTERM')
  expect((await keeping.ended).code).toBe(5)
  expect(isAlive(kept)).toBe(false)
})

test('at a gate that is not there nothing is started, and it says how one is made', async () => {
  const { code, out, err } = await under(['--gate', 'nosuch'], 'echo', 'never').ended
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain('no gate nosuch')
  expect(err).toContain('boss gate add')
})

test('at a blocked gate nothing is started, and a command that is not there is wrong usage', async () => {
  expect((await under(['--gate', 'root'], '/no/such/command').ended).code).toBe(2)
  await block('closed')
  const { code, out } = await under(['--gate', 'root'], 'echo', 'never').ended
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect((await guard('--gate', 'root').ended).code).toBe(2)
})
