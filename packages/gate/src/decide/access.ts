import { type Access, topOf } from '../access.ts'
import type { CommandOf } from '../commands.ts'
import { ROOT, withAncestors } from '../path.ts'
import { gateOf, type State } from '../state.ts'
import { happens, type Ruling } from './decision.ts'

/** Keeps a trace of who may do what, at the lowest gate that is above all that it is about. */
export function decideChangeAccess(state: State, { access }: CommandOf<'change-access'>): Ruling {
  const top = topOf(access.grants.map(({ gate }) => gate))
  const gate = withAncestors(top).find((path) => gateOf(state, path)) ?? ROOT
  const { kind, change, subject, name, grants, groups, expiresAt }: Access = access
  return happens(null, { type: 'access-changed', gate, kind, change, subject, name, grants, groups, expiresAt })
}
