import type { Progress } from '@boss-deployer/client'
import { expect, test } from 'vitest'
import { progressTeller } from './progress.ts'

const waiting: Progress = {
  connection: 'connected',
  uuid: 'u',
  gate: 'shop',
  place: 2,
  votes: 0,
  needed: 1,
  waitedMs: 0,
}

test('says every change at once, and the same thing once a minute', () => {
  const said: string[] = []
  const tell = progressTeller(
    (line) => said.push(line),
    (uuid) => `https://link/locks/${uuid}`,
  )
  tell({ ...waiting, connection: 'lost', uuid: null, gate: null, place: null })
  tell(waiting)
  tell({ ...waiting, waitedMs: 30_000 })
  tell({ ...waiting, waitedMs: 60_000 })
  tell({ ...waiting, place: 1, needed: 2, votes: 1, waitedMs: 61_000 })
  tell({ ...waiting, place: 1, needed: 2, votes: 1, waitedMs: 62_000, connection: 'lost' })
  expect(said).toEqual([
    'asking, the link is away: trying again (0 s)',
    'https://link/locks/u',
    'waiting at shop, place 2 (0 s)',
    'waiting at shop, place 2 (1 min)',
    'waiting at shop, place 1, 1 of 2 votes (1 min 1 s)',
    'waiting at shop, place 1, the link is away: trying again (1 min 2 s)',
  ])
})
