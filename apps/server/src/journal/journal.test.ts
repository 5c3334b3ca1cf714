import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { afterAll, describe, expect } from 'vitest'
import { UsageError } from '../config.ts'
import { claimFolder } from './claim.ts'
import { empty, readContents, shortest, withRecord } from './contents.ts'
import { openJournal } from './journal.ts'
import { type JournalRecord, lineOf } from './record.ts'

const folders: string[] = []
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'boss-journal-'))
  folders.push(folder)
  return folder
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const uuid = '018f0000-0000-7000-8000-000000000001'
const keep = (counter: number, gadget = 'desk'): JournalRecord => ({
  type: 'keep',
  press: { gadget, counter, action: 'unlock', uuid, mac: 'c'.repeat(64) },
  gate: 'shop.production',
  pressed_at: 1_000 + counter,
})
const forget = (counter: number, gadget = 'desk'): JournalRecord => ({ type: 'forget', gadget, counter })
const boot = (number: number, gadget = 'desk-2'): JournalRecord => ({ type: 'boot', gadget, boot: number })

const record = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((counter) => keep(counter)),
  fc.integer({ min: 1, max: 5 }).map((counter) => forget(counter)),
  fc.integer({ min: 0, max: 5 }).map((number) => boot(number)),
)

const contentsOf = (records: readonly JournalRecord[]) => records.reduce(withRecord, empty)

describe('what a journal holds', () => {
  test.prop([fc.array(record, { maxLength: 12 })])(
    'cut at any byte, it is what was whole before the cut',
    (records) => {
      const lines = records.map(lineOf)
      const bytes = Buffer.from(lines.join(''))
      const ends = lines.map((_, index) => lines.slice(0, index + 1).join('').length)
      const wrong = Array.from({ length: bytes.length + 1 }, (_, cut) => cut).filter((cut) => {
        const whole = ends.filter((end) => end <= cut).length
        const { contents, spoiled } = readContents(bytes.subarray(0, cut).toString('utf8'))
        const isClean = cut === (ends[whole - 1] ?? 0)
        return shortest(contents) !== shortest(contentsOf(records.slice(0, whole))) || spoiled !== (isClean ? 0 : 1)
      })
      expect(wrong).toEqual([])
    },
  )

  test.prop([fc.array(record, { minLength: 1, maxLength: 6 }), fc.nat(), fc.nat(255)])(
    'a spoiled byte costs one line, and two where it was or became a line break',
    (records, where, value) => {
      const bytes = Buffer.from(records.map(lineOf).join(''))
      const at = where % bytes.length
      const isSame = bytes[at] === value
      const isBreak = bytes[at] === 10 || value === 10
      bytes[at] = value
      const { spoiled } = readContents(bytes.toString('utf8'))
      expect(spoiled).toBeLessThanOrEqual(isBreak ? 2 : 1)
      expect(spoiled > 0).toBe(!isSame)
    },
  )

  test.prop([fc.array(record)])('written anew it is the same, and shorter or as long', (records) => {
    const text = shortest(contentsOf(records))
    expect(readContents(text)).toEqual({ contents: contentsOf(records), spoiled: 0 })
    expect(text.split('\n').length).toBeLessThanOrEqual(records.length + 1)
  })

  test('the highest boot counter stays', () => {
    expect(contentsOf([boot(3), boot(2)]).boots.get('desk-2')).toBe(3)
  })

  test.each([
    '',
    '\n',
    '\n\n',
    'x',
    `${'0'.repeat(16)} {}\n`,
    '021fb596db81e6d0 {\n',
    lineOf(keep(1)).replace('"desk"', '"Desk"'),
  ])('text that is no journal (%j) is read without a throw', (text) => {
    expect(readContents(text).contents).toEqual(empty)
  })

  test('a line with a good checksum and a strange record is spoiled', () => {
    const strange = lineOf(Object.assign(keep(1), { more: true }))
    expect(readContents(strange)).toEqual({ contents: empty, spoiled: 1 })
  })
})

describe('the journal on the disk', () => {
  test('holds after it was closed what was appended', async () => {
    const folder = newFolder()
    const journal = await openJournal(folder)
    await Promise.all([keep(1), keep(2), forget(1), boot(7)].map((it) => journal.append(it)))
    await journal.close()
    const again = await openJournal(folder)
    expect(again.found).toEqual(contentsOf([keep(2), boot(7)]))
    expect(again.spoiled).toBe(0)
    await again.close()
  })

  test('goes on behind a torn end', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'journal'), `${lineOf(keep(1))}${lineOf(keep(2)).slice(0, -5)}`)
    const journal = await openJournal(folder)
    expect(journal.spoiled).toBe(1)
    await journal.append(keep(3))
    await journal.close()
    expect(readContents(readFileSync(join(folder, 'journal'), 'utf8'))).toEqual({
      contents: contentsOf([keep(1), keep(3)]),
      spoiled: 0,
    })
  })

  test('stays within its bound however much is written', async () => {
    const folder = newFolder()
    const journal = await openJournal(folder, 2_000)
    await journal.append(boot(7))
    for (let counter = 1; counter <= 50; counter += 1) {
      await journal.append(keep(counter))
      if (counter > 2) await journal.append(forget(counter - 2))
      expect(statSync(join(folder, 'journal')).size).toBeLessThanOrEqual(2_000)
    }
    await journal.close()
    const { contents } = readContents(readFileSync(join(folder, 'journal'), 'utf8'))
    expect(contents).toEqual(contentsOf([boot(7), keep(49), keep(50)]))
  })

  test('a folder belongs to one server at a time; one that died without a word gives it back', () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'holder'), '999999 1')
    const giveBack = claimFolder(folder)
    writeFileSync(join(folder, 'holder'), `${process.ppid} ${startOf(process.ppid)}`)
    expect(() => claimFolder(folder)).toThrow(UsageError)
    giveBack()
    claimFolder(folder)()
  })
})

/** As /proc tells it, where there is one. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
