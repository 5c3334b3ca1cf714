import { StoreError } from '../errors.ts'
import { openSqlite } from '../sqlite/open.ts'
import { lock } from './sayings.ts'
import { storyOf } from './story.ts'

/**
 * The program that tests kill: `writer <file> <batches>` opens a store and appends batches of one to four requests,
 * telling the head after each. It says `open` first and `done` last, or the code of the error that ended it.
 */
const [file = '', batches = '0'] = process.argv.slice(2)
const say = (...words: readonly (string | number)[]) => process.stdout.write(`${words.join(' ')}\n`)

try {
  const store = await openSqlite(file)
  say('open')
  try {
    let { sequence } = await store.head()
    for (let batch = 0; batch < Number(batches); batch += 1) {
      const ids = Array.from({ length: 1 + (batch % 4) }, (_, index) => `lock-${sequence + index + 1}`)
      const { events } = storyOf().decide(ids.map((id) => lock(id, { requestId: id })))
      const appended = await store.append(sequence, { events, gates: [], locks: [], presses: [], contexts: [] })
      if (!appended.ok) throw new Error('somebody else writes')
      sequence = appended.value.head.sequence
      say('head', sequence, appended.value.head.hash)
    }
    say('done')
  } catch (error) {
    const { sequence, hash } = await store.head()
    say('error', error instanceof StoreError ? error.code : String(error), sequence, hash)
  }
} catch (error) {
  say('error', error instanceof StoreError ? error.code : String(error))
}
