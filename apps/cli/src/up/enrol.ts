import { readFileSync } from 'node:fs'
import { type RestClient, restClient } from '@boss-deployer/client/rest'
import { restAnswers, type WireError } from '@boss-deployer/protocol'
import { must, problemOf, wrongUsage } from '../command/problem.ts'
import { field, isRecord, type JsonRecord, parseRecord } from '../words/record.ts'
import { writePrivate } from './private-file.ts'
import { gadgetConfigOf, serverConfigOf } from './spec.ts'

/** Who presses on this machine. */
const BOSS = { id: 'person:boss', name: 'boss' } as const
const MOST_NAMES = 20

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

const makeToken = async (operator: RestClient): Promise<string> =>
  (
    await underFreeName('server', (name) =>
      operator.call('POST', '/tokens', { body: { name, roles: ['server'] }, schema: restAnswers.newToken }),
    )
  ).token

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

const makeGadget = (operator: RestClient): Promise<Keys> =>
  underFreeName('desk', (id) => {
    const body = { id, name: id, gate: 'root', boss: BOSS }
    return operator.call('POST', '/gadgets', { body, schema: restAnswers.newGadget })
  })

type Made<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError }

/** Keys and tokens are told once. Where they were lost their name stays taken, perhaps by somebody else: the next one. */
async function underFreeName<T>(base: string, make: (name: string) => Promise<Made<T>>): Promise<T> {
  for (let number = 1; number <= MOST_NAMES; number += 1) {
    const made = await make(number === 1 ? base : `${base}-${number}`)
    if (made.ok) return made.value
    if (made.error.code !== 'conflict') throw problemOf(made.error)
  }
  throw wrongUsage(`there are ${MOST_NAMES} of "${base}" already`, 'move the data folder away and start anew')
}
