import { ECDH } from 'node:crypto'
import { fail, ok, type Result } from '@boss-deployer/gate'
import type { WireError } from '@boss-deployer/protocol'
import { v7 as uuidv7 } from 'uuid'
import type { VapidKeys } from 'web-push'
import type { Principal } from '../auth/principal.ts'
import type { CallsOut } from '../calls/calls.ts'
import { isAmong } from '../calls/origins.ts'
import type { BrowserRow } from '../people/tables.ts'
import { type Browsers, personOf, type Subscribed } from './browsers.ts'
import { PUSH, testCall } from './integration.ts'

/** Where people say in which browsers they are told. */
export interface PushDesk {
  key(): Promise<string>
  /** Of who is nobody that signs in as themselves: none. */
  list(principal: Principal): Promise<readonly BrowserRow[]>
  add(principal: Principal, said: Subscribed): Promise<Result<BrowserRow, WireError>>
  /** True when it was one of theirs. */
  remove(principal: Principal, id: string): Promise<boolean>
  test(principal: Principal, id: string): Promise<boolean>
}

interface DeskParts {
  readonly browsers: Browsers
  readonly services: readonly string[]
  readonly keys: () => Promise<VapidKeys>
  /** From now on there is somebody to tell. */
  readonly callOut: () => Promise<CallsOut>
}

const forbidden = (message: string) => fail({ code: 'forbidden', message } as const)

export function openPushDesk({ browsers, services, keys, callOut }: DeskParts): PushDesk {
  const list = async (principal: Principal) => {
    const person = personOf(principal)
    return person === null ? [] : browsers.of(person)
  }
  const own = async (principal: Principal, id: string) => (await list(principal)).find((each) => each.id === id)

  return {
    key: async () => (await keys()).publicKey,
    list,
    async add(principal, said) {
      if (personOf(principal) === null)
        return forbidden('only who is signed in as themselves is told: sign in by password, passkey or your company')
      if (!isAmong(said.endpoint, services))
        return forbidden(`this link may not call ${originOf(said.endpoint)}: its operator adds it to push_services`)
      if (!isOnCurve(said.p256dh)) return fail({ code: 'invalid_message', message: 'p256dh: is no key of P-256' })
      await callOut()
      const added = await browsers.add(principal, said)
      return added ? ok(added) : fail({ code: 'too_many', message: 'too many browsers are told already: remove one' })
    },
    async remove(principal, id) {
      return (await own(principal, id)) !== undefined && browsers.remove(id)
    },
    async test(principal, id) {
      const browser = await own(principal, id)
      if (!browser) return false
      await (await callOut()).add(PUSH, testCall(browser, principal.name, uuidv7()))
      return true
    },
  }
}

const originOf = (address: string): string => (URL.canParse(address) ? new URL(address).origin : 'that')

function isOnCurve(key: string): boolean {
  try {
    return ECDH.convertKey(key, 'prime256v1', 'base64url').length > 0
  } catch {
    return false
  }
}
