import { readFileSync } from 'node:fs'
import { type RestClient, restClient } from '@boss-deployer/client/rest'
import { restAnswers } from '@boss-deployer/protocol'
import { must, problemOf, wrongUsage } from '../command/problem.ts'
import { field, isRecord, type JsonRecord, parseRecord } from '../words/record.ts'
import { writePrivate } from './private-file.ts'
import { gadgetConfigOf, serverConfigOf } from './spec.ts'

/** Who presses on this machine. */
const BOSS = { id: 'person:boss', name: 'boss' } as const
const GADGETS = 9

export interface Addresses {
  readonly link: string
  readonly server: string
  readonly gadget: string
}

interface Keys {
  readonly id: string
  readonly name: string
  readonly gate: string
  readonly macKey: string
  readonly pressKey: string
}

/** Sees to it that server and gadget are known to the link, and writes what each needs to start. */
export async function enrol(data: string, operatorToken: string, at: Addresses): Promise<void> {
  const operator = restClient({ url: at.link, token: operatorToken })
  const token = (await knownToken(data, at.link)) ?? (await makeToken(operator))
  const keys = (await knownGadget(data, operator)) ?? (await makeGadget(operator))
  const { id, name, gate, macKey, pressKey } = keys
  writePrivate(gadgetConfigOf(data), {
    ...{ id, name, gate, mac_key: macKey, press_key: pressKey },
    server: { url: at.server },
  })
  writePrivate(serverConfigOf(data), {
    link: { url: at.link, token },
    name: 'local',
    gadgets: [{ id, name, gate, mac_key: macKey, url: at.gadget }],
  })
}

function readConfig(path: string): JsonRecord | null {
  try {
    return parseRecord(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** The server's token of the last time, if the link still takes it. */
async function knownToken(data: string, url: string): Promise<string | null> {
  const { link } = readConfig(serverConfigOf(data)) ?? {}
  const token = field(isRecord(link) ? link : null, 'token')
  if (token === null) return null
  const answer = await restClient({ url, token }).call('GET', '/gates', { schema: restAnswers.gates })
  return answer.ok ? token : null
}

async function makeToken(operator: RestClient): Promise<string> {
  const body = { name: 'server', roles: ['server'] }
  return must(await operator.call('POST', '/tokens', { body, schema: restAnswers.newToken })).token
}

/** The gadget of the last time, if the link still knows it. */
async function knownGadget(data: string, operator: RestClient): Promise<Keys | null> {
  const config = readConfig(gadgetConfigOf(data))
  const [id, name, gate] = ['id', 'name', 'gate'].map((it) => field(config, it))
  const [macKey, pressKey] = ['mac_key', 'press_key'].map((it) => field(config, it))
  if (!id || !name || !gate || !macKey || !pressKey) return null
  const { gadgets } = must(await operator.call('GET', '/gadgets', { schema: restAnswers.gadgets }))
  const isKnown = gadgets.some((gadget) => gadget.id === id && gadget.revokedAt === null)
  return isKnown ? { id, name, gate, macKey, pressKey } : null
}

/** Its keys are told once. A name whose keys were lost stays taken, so the next one is used. */
async function makeGadget(operator: RestClient): Promise<Keys> {
  for (let number = 1; number <= GADGETS; number += 1) {
    const id = number === 1 ? 'desk' : `desk-${number}`
    const body = { id, name: id, gate: 'root', boss: BOSS }
    const made = await operator.call('POST', '/gadgets', { body, schema: restAnswers.newGadget })
    if (made.ok) return made.value
    if (made.error.code !== 'conflict') throw problemOf(made.error)
  }
  throw wrongUsage('the keys of every gadget were lost', 'move the data folder away and start anew')
}
