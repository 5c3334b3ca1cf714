import type { Command } from '../command/command.ts'
import { apply } from './apply.ts'
import { gadgetFlash, gadgetProvision } from './board.ts'
import { bypass } from './bypass.ts'
import { console_ } from './console.ts'
import { cancel, reject, unlock } from './decide.ts'
import { gateAdd, gateList, gatePolicy } from './gate.ts'
import { guard } from './guard.ts'
import { history } from './history.ts'
import { historyExport } from './history-export.ts'
import { historyForget } from './history-forget.ts'
import { historyVerify } from './history-verify.ts'
import { demo, lock, wait } from './lock.ts'
import { login, logout, whoami } from './login.ts'
import {
  enrol,
  gadgetCode,
  gadgetKey,
  gadgetList,
  gadgetMove,
  gadgetRevoke,
  serverCode,
  serverList,
} from './machine.ts'
import { mcp } from './mcp.ts'
import { block, default_, release } from './mode.ts'
import { gadget, link, server } from './part.ts'
import { peopleGrant, peopleInvite, peopleList, peopleReset, peopleRevoke, peopleSetUp } from './people.ts'
import { status } from './status.ts'
import { storeBackup, storeCopy, storeRestore } from './store.ts'
import { tokenCreate, tokenList, tokenRevoke } from './token.ts'
import { up } from './up.ts'
import { watch } from './watch.ts'

/** What the commands below a word are about. */
export const topics: Readonly<Record<string, string>> = {
  gadget:
    'run a gadget; gadget code, gadget list, gadget move, gadget revoke, gadget key, gadget flash, gadget provision',
  server: 'run a server; server code',
  gate: 'gate add, gate list, gate policy: what pipelines wait at',
  people: 'people set-up, people invite, people list, people grant, people revoke, people reset: who signs in',
  store: 'store copy, store backup, store restore: the record as a whole',
  token: 'token create, token list, token revoke: who may do what',
}

/** Every command, in the order of `boss --help`. */
export const commands: readonly Command[] = [
  ...[up, demo, console_, login, logout, whoami],
  ...[lock, wait, cancel, guard, mcp],
  ...[unlock, reject, release, block, default_, bypass],
  ...[status, watch, history, historyExport, historyVerify, historyForget],
  ...[gateAdd, gateList, gatePolicy, apply, tokenCreate, tokenList, tokenRevoke],
  ...[peopleSetUp, peopleInvite, peopleList, peopleGrant, peopleRevoke, peopleReset],
  ...[gadgetCode, gadgetList, gadgetMove, gadgetRevoke, serverCode, serverList],
  ...[gadgetFlash, gadgetProvision],
  ...[storeCopy, storeBackup, storeRestore],
  ...[link, server, gadget, enrol, gadgetKey],
]
