import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type PressAction, parse } from '@boss-deployer/protocol'
import {
  isSameMac,
  macHeaders,
  macOf,
  pingAck,
  pingNonce,
  pressCounter,
  pressMac,
  sessionKey,
} from '@boss-deployer/protocol/gadget'
import { type Manners, type Misdeed, misdeeds, type Outgoing } from './misdeeds.ts'

export interface FakeGadgetOptions {
  readonly id?: string
  readonly macKey?: string
  readonly pressKey?: string
  readonly boot?: number
}

/** A call of the server, as the gadget saw it. */
export interface HeardCall {
  readonly path: string
  readonly session: string
  readonly counter: number
  readonly isGenuine: boolean
  readonly body: Record<string, unknown>
}

export interface FakeGadget extends AsyncDisposable {
  readonly id: string
  readonly url: string
  readonly heard: readonly HeardCall[]
  /** The newest state that came with a valid MAC. */
  readonly state: Record<string, unknown> | undefined
  manners: Manners
  boot: number
  /** Where its server is. */
  server: string
  /** Answers the calls that were taken and not answered. */
  letGo(): void
  ping(misdeed?: Misdeed): Promise<number>
  press(action: PressAction, target: string, misdeed?: Misdeed): Promise<number>
  /** The same press again, as a gadget does that heard no answer. */
  pressAgain(): Promise<number>
  /** The last message, byte for byte. */
  replay(): Promise<number>
  /** Whatever a test likes, signed on the present session. */
  say(path: string, body: string, misdeed?: Misdeed): Promise<number>
}

const keyOf = (digit: string) => digit.repeat(64)

/** A gadget that speaks the protocol by its own reading of it, on a port of its own, and misbehaves when it is told to. */
export async function openFakeGadget(options: FakeGadgetOptions = {}): Promise<FakeGadget> {
  const { id = 'desk', macKey = keyOf('a'), pressKey = keyOf('b') } = options
  const heard: HeardCall[] = []
  const waiting: ServerResponse[] = []
  let session = { id: '', nonce: '', inKey: '', outKey: '', counter: 0 }
  let outstanding = ''
  let pings = 0
  let presses = 0
  let last: Outgoing | null = null
  let lastPress: { readonly path: string; readonly body: string } | null = null

  const http = createServer((request, response) => void take(request, response))

  async function take(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    hear(request, Buffer.concat(chunks).toString('utf8'))
    switch (gadget.manners) {
      case 'well':
        return response.writeHead(200).end('{}')
      case 'forgetful':
        return response.writeHead(401).end('{}')
      case 'never':
      case 'late':
        return waiting.push(response)
      case 'garbage':
        return request.socket.end('I am a kettle\r\n\r\n')
      case 'reset':
        return request.socket.resetAndDestroy()
    }
  }

  function hear({ method = '', url: path = '', headers }: IncomingMessage, text: string) {
    const header = (name: string) => String(headers[name] ?? '')
    const counter = Number(header(macHeaders.counter))
    const parsed = parse(pingAck, JSON.parse(text))
    const offered = header(macHeaders.session)
    if (parsed.ok && parsed.value.nonce === outstanding && parsed.value.serverNonce === offered) {
      const nonces = { gadget: outstanding, server: offered }
      const keys = { inKey: sessionKey(macKey, 's>g', nonces), outKey: sessionKey(macKey, 'g>s', nonces) }
      if (session.id !== offered) session = { id: offered, nonce: outstanding, ...keys, counter: 0 }
    }
    const told = { direction: 's>g', gadget: id, method, path, session: offered, counter, body: text } as const
    const isGenuine = session.inKey !== '' && isSameMac(macOf(session.inKey, told), header(macHeaders.mac))
    heard.push({ path, session: offered, counter, isGenuine, body: JSON.parse(text) as Record<string, unknown> })
  }

  async function send(message: Outgoing, misdeed?: Misdeed): Promise<number> {
    const { path, headers, body } = misdeed ? misdeeds[misdeed](message) : message
    const answer = await fetch(new URL(path, gadget.server), { method: 'POST', headers, body })
    await answer.arrayBuffer()
    return answer.status
  }

  function signed(path: string, body: string, sign: { key: string; session: string; counter: number }): Outgoing {
    const said = { direction: 'g>s', gadget: id, method: 'POST', path, body, ...sign } as const
    const headers = {
      [macHeaders.gadget]: id,
      [macHeaders.session]: sign.session,
      [macHeaders.counter]: String(sign.counter),
      [macHeaders.mac]: macOf(sign.key, said),
      'content-type': 'application/json',
    }
    last = { path, headers, body }
    return last
  }

  const gadget: FakeGadget = {
    id,
    url: '',
    heard,
    get state() {
      return heard.findLast(({ isGenuine }) => isGenuine)?.body
    },
    manners: 'well',
    boot: options.boot ?? 1,
    server: '',
    letGo() {
      for (const response of waiting.splice(0)) response.writeHead(200).end('{}')
    },
    ping(misdeed) {
      pings += 1
      outstanding = pingNonce(gadget.boot, pings)
      const body = JSON.stringify({ nonce: outstanding, boot: gadget.boot, version: 'fake' })
      return send(signed('/ping', body, { key: macKey, session: '', counter: pings }), misdeed)
    },
    press(action, target, misdeed) {
      presses += 1
      const counter = pressCounter(gadget.boot, presses)
      const mac = pressMac(pressKey, { gadget: id, counter, action, target })
      const about = action === 'unlock' ? { uuid: target } : { gate: target }
      lastPress = {
        path: `/${action}`,
        body: JSON.stringify({ press: { gadget: id, counter, action, ...about, mac } }),
      }
      return gadget.say(lastPress.path, lastPress.body, misdeed)
    },
    pressAgain: () => (lastPress ? gadget.say(lastPress.path, lastPress.body) : Promise.reject(new Error('no press'))),
    replay: () => (last ? send(last) : Promise.reject(new Error('nothing was said'))),
    say(path, body, misdeed) {
      session.counter += 1
      const sign = { key: session.outKey || macKey, session: session.id, counter: session.counter }
      return send(signed(path, body, sign), misdeed)
    },
    async [Symbol.asyncDispose]() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  return Object.defineProperties(gadget, { url: { value: `http://127.0.0.1:${port}` } })
}
