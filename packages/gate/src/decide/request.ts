import type { Command } from '../commands.ts'
import type { Request } from '../events.ts'
import { get } from '../sorted.ts'
import { type Asked, askedKey, type State } from '../state.ts'

const PRESS = 'press:'
const ALWAYS_DECIDED: readonly Command['type'][] = ['claim', 'cancel', 'use']

/**
 * As what a message is remembered: its own request id, or its press. Null when it named itself by neither, and for a
 * claim, a cancel and a use: to ask for these twice does nothing by itself, and their answer has to be true now.
 */
export function requestIdOf(command: Command): string | null {
  if (command.press) return `${PRESS}${command.press.gadget}:${command.press.counter}`
  return ALWAYS_DECIDED.includes(command.type) ? null : command.requestId
}

/** Request ids that begin like a press are kept for presses. */
export const isRequestIdTaken = ({ press, requestId }: Command): boolean =>
  press === null && requestId !== null && requestId.startsWith(PRESS)

export function requestOf(command: Command): Request | null {
  const id = requestIdOf(command)
  if (id === null) return null
  if (command.type === 'lock') {
    const target = JSON.stringify([command.gate, command.pipelineKey, command.step])
    return { id, kind: command.type, target, commit: command.commit }
  }
  if (command.type === 'bypass') {
    const target = JSON.stringify([command.gate, command.pipeline, command.step])
    return { id, kind: command.type, target, commit: command.commit }
  }
  return { id, kind: command.type, target: targetOf(command), commit: null }
}

function targetOf(command: Exclude<Command, { type: 'lock' | 'bypass' }>): string {
  if ('lock' in command && command.lock !== null) return command.lock
  return 'gate' in command && command.gate !== null ? command.gate : ''
}

/** The first answer to this request; another commit makes another request, another target or kind is a conflict. */
export function firstAnswer(state: State, subject: string, { id, ...what }: Request): Asked | 'conflict' | null {
  const asked = get(state.asked, askedKey(subject, id)) ?? []
  if (asked.some(({ kind, target }) => kind !== what.kind || target !== what.target)) return 'conflict'
  return asked.find(({ commit }) => commit === what.commit) ?? null
}
