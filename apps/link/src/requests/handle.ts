import { fail, type Result } from '@boss-deployer/gate'
import { type ClientChannel, clientChannelNames, clientChannels, parse, type WireError } from '@boss-deployer/protocol'
import { type Caller, narrow } from './caller.ts'
import { handlers } from './handlers.ts'
import type { Handler, Message, Parts } from './parts.ts'

const isChannel = (channel: string): channel is ClientChannel => Object.hasOwn(clientChannels, channel)

/** A raw message on a channel: who may, parsed, decided, answered. Written once, for sockets and REST. */
export async function handle(
  channel: string,
  raw: unknown,
  caller: Caller,
  parts: Parts,
): Promise<Result<object, WireError>> {
  if (!isChannel(channel)) {
    return fail({
      code: 'invalid_message',
      message: `there is no such channel: it is one of ${clientChannelNames.join(', ')}`,
    })
  }
  const { expiresAt } = caller.principal
  if (expiresAt !== null && expiresAt <= parts.clock())
    return fail({ code: 'unauthenticated', message: 'this token has ended' })
  const narrowed = narrow(caller, clientChannels[channel].rights)
  return narrowed.ok ? answer(channel, raw, narrowed.value, parts) : narrowed
}

async function answer<C extends ClientChannel>(
  channel: C,
  raw: unknown,
  caller: Caller,
  parts: Parts,
): Promise<Result<object, WireError>> {
  const message = parse(clientChannels[channel].request, raw)
  if (!message.ok) return message
  const handler: Handler<C> = handlers[channel]
  return handler(message.value as Message<C>, caller, parts)
}
