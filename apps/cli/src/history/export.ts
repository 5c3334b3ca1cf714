import { once } from 'node:events'
import { signedHeadText } from '@boss-deployer/protocol/record'
import { Problem } from '../command/problem.ts'
import type { Operator } from '../link/operator.ts'
import type { Output } from '../terminal/output.ts'
import { line } from '../terminal/style.ts'
import { chainOfLink, headOfLink } from './chain-of-link.ts'

const NEWLINE = 0x0a
const linesIn = (bytes: Uint8Array): number => bytes.reduce((count, byte) => count + (byte === NEWLINE ? 1 : 0), 0)

/** The whole chain up to the head of now, and that head, signed, as the last line: enough for `boss history verify`. */
export async function* signedChainOf(operator: Operator): AsyncGenerator<Buffer> {
  const head = await headOfLink(operator)
  let events = 0
  for await (const page of chainOfLink(operator, head.sequence)) {
    events += linesIn(page)
    yield page
  }
  if (events !== head.sequence)
    throw new Problem({
      code: 'internal',
      message: `the link gave ${events} events, but its head is ${head.sequence}`,
      next: 'check it: boss history verify',
    })
  yield Buffer.from(`${signedHeadText(head)}\n`)
}

/** Passes chunks on and tells how far it is. */
export async function* telling(chunks: AsyncIterable<Uint8Array>, out: Output): AsyncGenerator<Uint8Array> {
  let lines = 0
  for await (const chunk of chunks) {
    lines += linesIn(chunk)
    yield chunk
    out.live('export', { exported_lines: lines }, line`exported ${String(lines)} lines`)
  }
}

/** To standard output, as fast as it is read. */
export async function writeOut(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) if (!process.stdout.write(chunk)) await once(process.stdout, 'drain')
}
