import type { PushMessage } from '@boss-deployer/protocol'
import { expect, test } from 'vitest'
import { hear, press } from './hear.ts'

const lock = '01890a5d-ac96-774b-bcce-b302099a8057'
const about = { lock, gate: 'shop', pipeline: 'web', step: 'deploy', language: 'en' } as const

/** A browser whose link answers in this way: as `title: body`, then where it was sent, and what was asked. */
function browser(answer: () => Promise<Response> = () => Promise.reject(new Error('away'))) {
  const done: string[] = []
  const asked: string[] = []
  return {
    done,
    asked,
    fetch: (path: string, init: RequestInit) => {
      asked.push(`${init.method} ${path} ${init.credentials} ${JSON.stringify(init.body)}`)
      return answer()
    },
    show: async ({ title, body = '', actions = [], tag = '' }: Parameters<Parameters<typeof hear>[1]['show']>[0]) =>
      void done.push([title, body, ...actions.map((each) => each.title), tag].join(' | ')),
    open: async (path: string) => void done.push(path),
  }
}

const says = (status: number, body: object) => async () => new Response(JSON.stringify(body), { status })
const refusal = (status: number, code: string) => says(status, { code, detail: 'no' })
const unlocked = { uuid: lock, gate: 'shop', state: 'unlocked', votes: 1, needed: 1 }

test.each<[PushMessage, string]>([
  [{ kind: 'waits', ...about }, `web / deploy waits | For an answer at shop. | Unlock | Reject | ${lock}`],
  [
    { kind: 'nudged', ...about },
    `web / deploy still waits | Somebody reminds you of it, at shop. | Unlock | Reject | ${lock}`,
  ],
  [
    { kind: 'ended', ...about, state: 'killed' },
    `web / deploy was killed by a block | Nobody has to answer any more. | ${lock}`,
  ],
  [
    { kind: 'waits', ...about, language: 'es' },
    `web / deploy espera | Espera respuesta en shop. | Desbloquear | Rechazar | ${lock}`,
  ],
  [{ kind: 'test', language: 'en' }, 'This browser is told | It is told when somebody waits for your answer. | test'],
])('%o is shown', async (message, shown) => {
  const here = browser()
  await hear(message, here)
  expect(here.done).toEqual([shown])
})

test('what is no message of ours is not shown', async () => {
  const here = browser()
  for (const raw of [undefined, null, 'waits', { kind: 'waits' }, { kind: 'later', ...about }]) await hear(raw, here)
  expect(here.done).toEqual([])
})

test.each<[string, () => Promise<Response>, string]>([
  ['unlock', says(200, unlocked), `web / deploy is unlocked |  | ${lock}`],
  [
    'unlock',
    says(200, { ...unlocked, state: 'locked', needed: 2 }),
    `Your vote on web / deploy counts: 1 of 2 |  | ${lock}`,
  ],
  ['reject', says(200, { uuid: lock, gate: 'shop', state: 'rejected' }), `web / deploy was rejected |  | ${lock}`],
  ['reject', refusal(400, 'invalid_message'), `/locks/${lock}`],
  ['unlock', refusal(409, 'lock_ended'), `Refused: web / deploy | It has ended already. | ${lock}`],
  ['unlock', refusal(403, 'not_passed'), `Refused: web / deploy | Open the console to see why. | ${lock}`],
  [
    'unlock',
    refusal(401, 'unauthenticated'),
    `You are not signed in any more | Nothing was decided. Open the console and sign in. | ${lock}`,
  ],
  [
    'unlock',
    () => Promise.reject(new TypeError('Failed to fetch')),
    `The link did not answer | Look at web / deploy in the console before you answer again. | ${lock}`,
  ],
  [
    'unlock',
    says(200, { hello: 'from a captive portal' }),
    `The link did not answer | Look at web / deploy in the console before you answer again. | ${lock}`,
  ],
])('%s asks the link by the session, and says what came of it (%#)', async (action, answer, shown) => {
  const here = browser(answer)
  await press({ kind: 'waits', ...about }, action, here)
  expect(here.asked).toEqual([`POST /api/v1/locks/${lock}/${action} same-origin "{}"`])
  expect(here.done).toEqual([shown])
})

test('a press beside the buttons decides nothing: it opens the lock', async () => {
  const here = browser()
  await press({ kind: 'waits', ...about }, '', here)
  await press({ kind: 'test', language: 'en' }, '', here)
  expect(here.asked).toEqual([])
  expect(here.done).toEqual([`/locks/${lock}`, '/settings/notifications'])
})
