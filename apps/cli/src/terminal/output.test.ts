import { describe, expect, test } from 'vitest'
import { makeOutput, tellError } from './output.ts'
import { line, makeStyle, wantsColour } from './style.ts'
import { fit, widthOfLine } from './width.ts'

const ESCAPE = '\u001b'

function screen(isTTY: boolean, isJson = false) {
  let time = 0
  const written = { out: '', err: '' }
  const stream = (name: 'out' | 'err') => ({
    isTTY,
    columns: 40,
    write: (text: string) => {
      written[name] += text
    },
  })
  const out = makeOutput({ stdout: stream('out'), stderr: stream('err'), env: {}, isJson, now: () => time })
  const pass = (ms: number) => {
    time += ms
  }
  return { out, written, pass }
}

describe('the waiting line', () => {
  test('without a terminal is written when something changed, and once a minute', () => {
    const { out, written, pass } = screen(false)
    for (let second = 0; second < 121; second += 1) {
      out.live(second < 30 ? 'first' : 'second', {}, line`after ${second} s`)
      pass(1_000)
    }
    expect(written.err).toBe('after 0 s\nafter 30 s\nafter 90 s\n')
  })

  test('on a terminal replaces itself and never breaks into two', () => {
    const { out, written } = screen(true)
    out.live('a', {}, line`${'x'.repeat(100)}`)
    out.tell({}, line`done`)
    expect(written.err).toBe(`\r${ESCAPE}[2K${'x'.repeat(38)}…\r${ESCAPE}[2Kdone\n`)
  })
})

describe('output for machines', () => {
  test('is one JSON document a line on both streams, errors too', () => {
    const { out, written } = screen(true, true)
    out.answer({ state: 'claimed' }, [line`passed`])
    tellError(out, { code: 'conflict', message: 'no', next: 'look' })
    expect(written.out).toBe('{"state":"claimed"}\n')
    expect(JSON.parse(written.err)).toEqual({ error: { code: 'conflict', message: 'no', next: 'look' } })
  })
})

describe('what comes from a stranger', () => {
  test('is harmless wherever it is put into a line', () => {
    const style = makeStyle(true)
    const { ansi } = line`lock ${`${ESCAPE}[2J`} ${style.red(`${ESCAPE}]0;x`)}`
    expect(ansi).toBe(`lock \\u{1b}[2J ${ESCAPE}[31m\\u{1b}]0;x${ESCAPE}[39m`)
  })
})

describe('colours', () => {
  test.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
  ])('on a terminal: %s, with %j: %s', (isTTY, env, hasColour) => {
    expect(wantsColour({ isTTY }, env)).toBe(hasColour)
  })

  test('take no width, and wide characters take two columns', () => {
    const { red } = makeStyle(true)
    expect(widthOfLine(red('abc'))).toBe(3)
    expect(widthOfLine(line`東京`)).toBe(4)
    expect(fit(red('abcdef'), 4).ansi).toBe(`${ESCAPE}[31mabc…${ESCAPE}[0m`)
  })
})
