import { readFileSync } from 'node:fs'
import { field, isRecord, type JsonRecord, parseRecord } from '../words/record.ts'
import { writePrivate } from './private-file.ts'
import { gadgetConfigOf, serverConfigOf } from './spec.ts'

export interface Addresses {
  readonly link: string
  readonly server: string
  readonly gadget: string
}

/** A gadget with its keys, as the link told them once. */
export interface Keys {
  readonly id: string
  readonly name: string
  readonly gate: string
  readonly macKey: string
  readonly pressKey: string
}

/** What server and gadget keep from one start to the next; null where it is lost. */
export interface Settings {
  readonly token: string | null
  readonly keys: Keys | null
}

function readConfig(path: string): JsonRecord | null {
  try {
    return parseRecord(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

export function readSettings(data: string): Settings {
  const { link } = readConfig(serverConfigOf(data)) ?? {}
  const config = readConfig(gadgetConfigOf(data))
  const [id, name, gate] = ['id', 'name', 'gate'].map((it) => field(config, it))
  const [macKey, pressKey] = ['mac_key', 'press_key'].map((it) => field(config, it))
  return {
    token: field(isRecord(link) ? link : null, 'token'),
    keys: id && name && gate && macKey && pressKey ? { id, name, gate, macKey, pressKey } : null,
  }
}

/** What server and gadget need, and the link knows. */
export interface Known {
  readonly token: string
  readonly keys: Keys
}

/** Writes what each needs to start, with the addresses of this start. */
export function writeSettings(data: string, { token, keys }: Known, at: Addresses): void {
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
