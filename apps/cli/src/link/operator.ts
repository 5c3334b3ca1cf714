import { type RestClient, restClient } from '@boss-deployer/client/rest'
import { clientChannels, restAnswers } from '@boss-deployer/protocol'
import type { Context } from '../command/command.ts'
import { must, wrongUsage } from '../command/problem.ts'
import { type Address, findAddress, type Where } from './address.ts'

/** The link, spoken to by REST with an operator's token. */
export interface Operator extends RestClient {
  readonly address: Address
}

export function asOperator({ env }: Context, input: Where): Operator {
  const address = findAddress(input, env, 'operator')
  return { address, ...restClient(address) }
}

/** All gates that the token reaches. */
export const listGates = async (client: RestClient) =>
  must(await client.call('GET', '/gates', { schema: restAnswers.gates })).gates

/** The gate that a command means: the one named, else the only one there is. */
export async function gateMeant(client: RestClient, named: string | undefined): Promise<string> {
  if (named !== undefined) return named
  const gates = (await listGates(client)).map(({ gate }) => gate)
  const [only] = gates
  if (only !== undefined && gates.length === 1) return only
  const some = gates.slice(0, 8).join(', ')
  throw wrongUsage(
    `--gate is missing: there are ${gates.length} gates`,
    `name one of them: ${some || '(none is reachable)'}`,
  )
}

export const gateSchema = clientChannels.status.answer
