import { restAnswers } from '@boss-deployer/protocol'
import { Refused } from '../../api/refused.ts'
import { call, type Fetch } from '../../api/rest.ts'

export type Devices = Awaited<ReturnType<typeof readDevices>>
export type Gadget = Devices['gadgets'][number]
export type Server = Devices['servers'][number]
export type SharedLink = Devices['links'][number]
export type Pipeline = Devices['pipelines'][number]

/** The kinds of which one can be sent away, and by which id. */
export interface Revocable {
  readonly kind: 'gadget' | 'server'
  readonly id: string
  readonly name: string
}

async function read<S extends Parameters<typeof call>[1]['schema']>(fetch: Fetch, path: string, schema: S) {
  const answer = await call<S>(fetch, { method: 'GET', path, schema })
  if (!answer.ok) throw new Refused(answer.error)
  return answer.value.value
}

/**
 * All that is enrolled or connected, without the gadgets that were revoked.
 * @throws Refused
 */
export async function readDevices(fetch: Fetch) {
  const [{ gadgets }, { servers }, { links }, { pipelines }] = await Promise.all([
    read(fetch, '/gadgets', restAnswers.gadgets),
    read(fetch, '/servers', restAnswers.servers),
    read(fetch, '/links', restAnswers.links),
    read(fetch, '/pipelines', restAnswers.pipelines),
  ])
  return { gadgets: gadgets.filter(({ revokedAt }) => revokedAt === null), servers, links, pipelines }
}

const paths = { gadget: '/gadgets', server: '/tokens' } as const

/** Sends a gadget or a server away, by its id or that of its token. */
export const revokeDevice = (fetch: Fetch, { kind, id }: Revocable) =>
  call(fetch, { method: 'DELETE', path: `${paths[kind]}/${encodeURIComponent(id)}`, schema: restAnswers.revoked })

/** Has a gadget show its lights. */
export const testLights = (fetch: Fetch, id: string) =>
  call(fetch, {
    method: 'POST',
    path: `/gadgets/${encodeURIComponent(id)}/test`,
    body: {},
    schema: restAnswers.lightTest,
  })

export interface NewDevice {
  readonly kind: Revocable['kind']
  readonly name: string
  readonly gate: string
}

/** A code by which one device enrols itself, once. */
export const makeEnrolmentCode = (fetch: Fetch, { kind, name, gate }: NewDevice) =>
  call(fetch, {
    method: 'POST',
    path: '/enrolment-codes',
    body: kind === 'gadget' ? { kind, id: name, name, gate } : { kind, name, gate },
    schema: restAnswers.enrolmentCode,
  })

/** What to paste where the device is to be. */
export const enrolLine = (origin: string, { kind }: Pick<NewDevice, 'kind'>, code: string): string =>
  `BOSS_URL=${origin} boss enrol ${code} --config ${kind}.json`
