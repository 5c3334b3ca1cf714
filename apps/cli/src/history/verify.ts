import { createReadStream, readFileSync } from 'node:fs'
import { type Checked, checkRecord, readPublicKey, signedHeadText } from '@boss-deployer/protocol/record'
import { wrongUsage } from '../command/problem.ts'
import type { Operator } from '../link/operator.ts'
import { chainOfLink, headOfLink } from './chain-of-link.ts'

type Against = Required<NonNullable<Parameters<typeof checkRecord>[0]>>

/** The public key in a file. */
export function readKey(path: string): Against['key'] {
  const key = readPublicKey(textOf(path))
  if (key) return key
  throw wrongUsage(
    `${path}: is no public Ed25519 key in PEM`,
    'save the pem that the link shows: GET /api/v1/history/key',
  )
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw wrongUsage(`the key cannot be read: ${error instanceof Error ? error.message : String(error)}`, 'give a file')
  }
}

/** Checks an export in a file, reading it once. */
export async function verifyFile(path: string, against: Against): Promise<Checked> {
  const check = checkRecord(against)
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) check.add(chunk)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw wrongUsage(`the file cannot be read: ${why}`, 'give the path of an export')
  }
  return check.end()
}

/** Checks the history of a link up to the head that it has now, and that head's signature. */
export async function verifyLink(operator: Operator, against: Against): Promise<Checked> {
  const head = await headOfLink(operator)
  const check = checkRecord(against)
  for await (const page of chainOfLink(operator, head.sequence)) check.add(page)
  check.add(Buffer.from(`${signedHeadText(head)}\n`))
  return check.end()
}
