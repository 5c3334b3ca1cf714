import { createReadStream } from 'node:fs'
import { restAnswers } from '@boss-deployer/protocol'
import { must, Problem, wrongUsage } from '../command/problem.ts'
import type { Operator } from '../link/operator.ts'
import { type Checked, emptyHead, type Head, makeChainCheck } from './chain.ts'

const PAGE = 500
/** For one page. */
const WITHIN_MS = 60_000

/** Checks an export in a file, reading it once. */
export async function verifyFile(path: string, known: readonly Head[]): Promise<Checked> {
  const check = makeChainCheck(emptyHead, known)
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) check.add(chunk)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw wrongUsage(`the file cannot be read: ${why}`, 'give the path of an export')
  }
  return check.end()
}

/** Checks the history of a link up to the head that it has now. */
export async function verifyLink(operator: Operator, known: readonly Head[]): Promise<Checked> {
  const head = must(await operator.call('GET', '/history/head', { schema: restAnswers.head }))
  const check = makeChainCheck(emptyHead, [...known, head])
  while (check.head.sequence < head.sequence) {
    const before = check.head.sequence
    const limit = Math.min(PAGE, head.sequence - before)
    for await (const chunk of exported(operator, before, limit)) check.add(chunk)
    // A page that brings nothing more, or something broken, is where the record ends.
    if (check.head.sequence === before) break
  }
  return check.end()
}

/** The bytes themselves, as stored: `RestClient` reads JSON, and the check is over bytes. */
async function* exported({ address }: Operator, after: number, limit: number): AsyncGenerator<Buffer> {
  const url = `${address.url}/api/v1/history/export?after=${after}&limit=${limit}`
  const headers = { authorization: `Bearer ${address.token}` }
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(WITHIN_MS) })
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`)
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) yield Buffer.from(chunk)
  } catch (error) {
    const message = `the export did not come: ${error instanceof Error ? error.message : String(error)}`
    throw new Problem({ code: 'unavailable', message, next: 'try again; see whether the link runs: boss status' })
  }
}
