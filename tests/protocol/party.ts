import {
  acknowledgement,
  type ClientChannel,
  clientChannels,
  type ErrorCode,
  isErrorCode,
  type LinkChannel,
  linkChannels,
} from '@boss-deployer/protocol'
import { io, type Socket } from 'socket.io-client'
import type * as z from 'zod/mini'
import { DEADLINE_MS, inTime } from './deadline.ts'

export type Message<C extends LinkChannel> = C extends keyof typeof linkChannels
  ? z.output<(typeof linkChannels)[C]>
  : z.output<typeof linkChannels.status>
export type Answer<C extends ClientChannel> = z.output<(typeof clientChannels)[C]['answer']>

interface Heard {
  readonly channel: string
  readonly message: unknown
  isTaken: boolean
}

/** One socket to the link. Whatever it hears is checked against the schema of its channel. */
export interface Party {
  readonly welcome: Message<'welcome'>
  /** All that was heard so far, in order: channel and message. */
  readonly heard: readonly Heard[]
  /** Sends and gives the answer; throws when it is refused. */
  ask<C extends ClientChannel>(channel: C, message: z.input<(typeof clientChannels)[C]['request']>): Promise<Answer<C>>
  /** Sends what is expected to be refused and gives the code. */
  refusal(channel: string, message: unknown): Promise<ErrorCode>
  /** Sends anything and gives `ok`, or the code of the refusal. */
  outcome(channel: string, message: unknown): Promise<ErrorCode | 'ok'>
  /** Sends without an acknowledgement. */
  tell(channel: string, ...values: readonly unknown[]): void
  /** The oldest message of a channel that is not taken yet, now or when it comes. */
  hear<C extends LinkChannel>(channel: C, where?: (message: Message<C>) => boolean): Promise<Message<C>>
  /** The channels of all messages so far that speak of a lock or a gate. */
  heardOf(name: string): readonly string[]
  /** Waits until the link has answered on this socket: what it sent before has then arrived. */
  settle(): Promise<void>
  /** Sends a packet of Socket.IO as it is, right or wrong. */
  sendRaw(packet: string): void
  /** Resolves when the socket has ended. */
  readonly ended: Promise<string>
  close(): void
}

const isLinkChannel = (channel: string): channel is LinkChannel =>
  channel === 'default' || Object.hasOwn(linkChannels, channel)

const schemaOf = (channel: LinkChannel) => linkChannels[channel === 'default' ? 'status' : channel]

const openSocket = (url: string, auth: object, headers: Readonly<Record<string, string>> = {}): Socket =>
  io(url, {
    extraHeaders: headers,
    auth,
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    timeout: DEADLINE_MS,
  })

/** Why a link does not let somebody in. */
export async function refusedEntry(url: string, auth: object): Promise<ErrorCode> {
  const socket = openSocket(url, auth)
  try {
    const error = await inTime(
      new Promise<Error>((resolve, reject) => {
        socket.once('connect_error', resolve)
        socket.once('connect', () => reject(new Error('it was let in')))
      }),
      'a refusal to connect',
    )
    const data: unknown = Reflect.get(error, 'data')
    const code: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'code') : undefined
    if (typeof code === 'string' && isErrorCode(code)) return code
    throw new Error(`a connect_error without a code of ours: ${error.message}`)
  } finally {
    socket.disconnect()
  }
}

/** Connects and waits for the welcome, which has to be the first message. */
export async function enter(url: string, auth: object, headers?: Readonly<Record<string, string>>): Promise<Party> {
  const socket = openSocket(url, auth, headers)
  const heard: Heard[] = []
  const waiting = new Set<() => void>()
  let broken: Error | null = null

  socket.onAny((channel: string, message: unknown) => {
    const problem = problemOf(channel, message, heard.length === 0)
    if (problem !== null) broken ??= new Error(problem)
    heard.push({ channel, message, isTaken: false })
    for (const look of waiting) look()
  })
  const ended = new Promise<string>((resolve) => socket.once('disconnect', resolve))
  await inTime(
    new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', reject)
    }),
    'the link lets in',
  )
  const welcome = await hear('welcome')
  return {
    welcome,
    heard,
    ask,
    refusal,
    outcome,
    tell,
    hear,
    heardOf,
    settle,
    ended,
    sendRaw: (packet) => void socket.io.engine.write(packet),
    close: () => void socket.disconnect(),
  }

  function take<C extends LinkChannel>(channel: C, where: (message: Message<C>) => boolean): Message<C> | null {
    if (broken) throw broken
    for (const each of heard) {
      if (each.isTaken || each.channel !== channel) continue
      // The schema of this very channel has just parsed it; TypeScript cannot follow that through a table.
      const message = schemaOf(channel).parse(each.message) as Message<C>
      if (!where(message)) continue
      each.isTaken = true
      return message
    }
    return null
  }

  function hear<C extends LinkChannel>(channel: C, where: (message: Message<C>) => boolean = () => true) {
    const coming = new Promise<Message<C>>((resolve, reject) => {
      const look = () => {
        try {
          const message = take(channel, where)
          if (message === null) return
          waiting.delete(look)
          resolve(message)
        } catch (error) {
          waiting.delete(look)
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      }
      waiting.add(look)
      look()
    })
    return inTime(coming, `a message on ${channel}; heard: ${heard.map((each) => each.channel).join(', ')}`)
  }

  async function emit(channel: string, message: unknown): Promise<unknown> {
    const answer: unknown = await inTime(socket.emitWithAck(channel, message), `an answer on ${channel}`)
    if (broken) throw broken
    return answer
  }

  async function ask<C extends ClientChannel>(
    channel: C,
    message: z.input<(typeof clientChannels)[C]['request']>,
  ): Promise<Answer<C>> {
    const raw = await emit(channel, message)
    const answer = acknowledgement.parse(raw)
    if (!answer.ok) throw new Error(`${channel} was refused: ${answer.error.code}: ${answer.error.message}`)
    // As above: parsed by the schema of this channel.
    return clientChannels[channel].answer.parse(raw) as Answer<C>
  }

  async function outcome(channel: string, message: unknown): Promise<ErrorCode | 'ok'> {
    const answer = acknowledgement.parse(await emit(channel, message))
    if (answer.ok) return 'ok'
    const { code, message: sentence } = answer.error
    if (!isErrorCode(code)) throw new Error(`a code that is in no table: ${code}`)
    if (sentence === '') throw new Error(`${code} without a sentence`)
    return code
  }

  async function refusal(channel: string, message: unknown): Promise<ErrorCode> {
    const code = await outcome(channel, message)
    if (code === 'ok') throw new Error(`${channel} was not refused`)
    return code
  }

  function tell(channel: string, ...values: readonly unknown[]): void {
    socket.emit(channel, ...values)
  }

  function heardOf(name: string): readonly string[] {
    return heard
      .filter(({ channel, message }) => channel !== 'welcome' && isAbout(message, name))
      .map((each) => each.channel)
  }

  async function settle(): Promise<void> {
    for (let round = 0; round < 2; round += 1) await ask('sync', { after: Number.MAX_SAFE_INTEGER })
  }
}

function problemOf(channel: string, message: unknown, isFirst: boolean): string | null {
  if (isFirst !== (channel === 'welcome')) return `welcome is the first message and comes once, but ${channel} came`
  if (!isLinkChannel(channel)) return `a channel that no protocol names: ${channel}`
  const parsed = schemaOf(channel).safeParse(message)
  return parsed.success ? null : `${channel}: ${JSON.stringify(parsed.error.issues)} in ${JSON.stringify(message)}`
}

const isAbout = (message: unknown, name: string): boolean =>
  typeof message === 'object' &&
  message !== null &&
  ['uuid', 'gate'].some((field) => Reflect.get(message, field) === name)
