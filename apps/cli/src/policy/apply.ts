import type { RestClient } from '@boss-deployer/client/rest'
import { gateState, restAnswers, toWire, type WireError, type wholePolicy } from '@boss-deployer/protocol'
import type * as z from 'zod/mini'
import { must } from '../command/problem.ts'
import { listGates } from '../link/operator.ts'
import { type Plan, type Present, planOf, type Step } from './plan.ts'
import type { Wish } from './read-file.ts'

type WholePolicy = z.infer<typeof wholePolicy>

/** The policy of a gate as the link has it, in the names of the wire. */
export async function presentAt(client: RestClient, gate: string): Promise<Present> {
  const seen = must(await client.call('GET', `/gates/${gate}/policy`, { schema: restAnswers.policy }))
  return {
    gate,
    policy: toWire<WholePolicy>(seen.policy),
    defaults: toWire<WholePolicy>(seen.defaults),
    etag: seen.etag,
  } as const
}

/** Reads what the link has and says what has to be done. */
export async function makePlan(client: RestClient, wishes: readonly Wish[]): Promise<Plan> {
  const all = (await listGates(client)).map(({ gate }) => gate)
  const present: Present[] = []
  for (const { gate } of wishes) if (all.includes(gate)) present.push(await presentAt(client, gate))
  return planOf(wishes, present, all)
}

export type Outcome = 'added' | 'changed' | 'unchanged' | 'failed' | 'not tried'

export interface Done extends Pick<Step, 'gate' | 'changes'> {
  readonly outcome: Outcome
  readonly error: WireError | null
}

const outcomes = { add: 'added', change: 'changed', keep: 'unchanged' } as const

/** Does what the plan says, one gate after another. It ends at the first refusal: nothing after it is tried. */
export async function carryOut(client: RestClient, { steps }: Plan): Promise<readonly Done[]> {
  const done: Done[] = []
  let hasFailed = false
  for (const step of steps) {
    const { gate, changes, kind } = step
    if (hasFailed) {
      done.push({ gate, changes, outcome: kind === 'keep' ? 'unchanged' : 'not tried', error: null })
      continue
    }
    const error = await errorOf(client, step)
    hasFailed = error !== null
    done.push({ gate, changes, outcome: error === null ? outcomes[kind] : 'failed', error })
  }
  return done
}

async function errorOf(client: RestClient, { gate, kind, policy, etag }: Step): Promise<WireError | null> {
  if (kind === 'keep') return null
  const answer =
    etag === null
      ? await client.call('POST', '/gates', { body: { gate, policy }, schema: gateState })
      : await client.call('PUT', `/gates/${gate}/policy`, { body: policy, ifMatch: etag, schema: restAnswers.policy })
  return answer.ok ? null : answer.error
}
