import { type Provisioning, provisioningLines } from '@boss-deployer/protocol/gadget'
import { Problem, wrongUsage } from '../command/problem.ts'
import type { BoardTalk } from './talk.ts'

interface Wish {
  readonly settings: Provisioning
  /** It may be another gadget until now. */
  readonly isReplacing: boolean
  /** Called as each setting is on the board, keys by their name alone. */
  readonly told: (name: string) => void
}

/** Makes a board this gadget: it runs with all of the settings, or it is not sealed. Answers the number of its start. */
export async function provisionBoard(talk: BoardTalk, { settings, isReplacing, told }: Wish): Promise<number> {
  const { id } = await talk.hello()
  if (id !== null && id !== settings.id && !isReplacing)
    throw wrongUsage(`this board is the gadget ${id}`, 'take another board, or make it this gadget with --replace')
  const lines = provisioningLines(settings)
  const seal = lines.at(-1) ?? ''
  for (const line of lines.slice(0, -1)) {
    const [, name = ''] = line.split(' ')
    if (!(await talk.say(line))) throw refused(name)
    told(name)
  }
  const boot = await talk.seal(seal)
  if (boot === null) throw refused('all of it together')
  return boot
}

const refused = (name: string) =>
  new Problem({
    code: 'invalid_message',
    message: `the board does not take ${name}`,
    next: 'correct it, or write the newest firmware first: boss gadget flash',
  })
