import type { Event } from '@boss-deployer/gate'
import { wrongField } from './check.ts'
import { StoreDamagedError } from './errors.ts'
import { eventFields, traceFields } from './event-fields.ts'
import { type JsonObject, parseObject } from './json.ts'
import { laterEvent } from './later-fields.ts'
import type { StoredEvent } from './store.ts'

/**
 * A stored event as the core knows it.
 * @throws StoreDamagedError when the bytes are no event, or one of a type that this release does not know
 */
export function parseEvent({ sequence, body }: StoredEvent): Event {
  const name = `event ${sequence}`
  const { sequence: own, previous, ...stored } = parseObject(body, name)
  if (own !== sequence || typeof previous !== 'string')
    throw new StoreDamagedError(`${name} is not at its place in the chain`)
  const event = laterEvent(stored)
  if (isEvent(event)) return event
  const wrong = wrongFieldOf(event) ?? ''
  throw new StoreDamagedError(`${name} has no valid '${wrong}': ${JSON.stringify(event[wrong])}`)
}

const isEvent = (value: JsonObject): value is JsonObject & Event => wrongFieldOf(value) === null

const wrongFieldOf = (value: JsonObject): string | null =>
  isEventType(value.type) ? (wrongField(value, traceFields) ?? wrongField(value, eventFields[value.type])) : 'type'

const isEventType = (value: unknown): value is Event['type'] =>
  typeof value === 'string' && Object.hasOwn(eventFields, value)
