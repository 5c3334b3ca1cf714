import type { ClientChannel } from '../src/index.ts'

export const uuid = '0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f'
export const time = '2030-01-31T12:34:56.789Z'
const mac = '0f'.repeat(32)

const context = {
  commit: '9fceb02d0ae598e95dc970b74767f19372d61af8',
  author: 'Ada Lovelace',
  requested_by: 'ada',
  message: 'Turn the wheel\n\n\tonce more, по-русски, 日本語, 🟦',
  diff_url: 'https://git.example/shop/compare/a...b',
  build_url: 'https://ci.example/builds/42',
  environment: 'production',
  changelog: ['one', 'two'],
}

const source = {
  ci: 'concourse',
  cluster: 'ci.example',
  team: 'main',
  project: 'shop',
  instance: '{"branch":"main"}',
  build_id: '4711',
  build_name: '42',
  job: 'deploy',
  attempt: '1',
}

export const unlockPress = { gadget: 'desk-1', counter: 65_537, action: 'unlock', uuid, mac }
const releasePress = { gadget: 'desk-1', counter: 65_538, action: 'release', gate: 'shop.production', mac }

interface Samples {
  readonly minimal: Readonly<Record<string, unknown>>
  /** Every field that there is. */
  readonly full: Readonly<Record<string, unknown>>
}

/** What a client may say, channel by channel. */
export const samples: Readonly<Record<ClientChannel, Samples>> = {
  lock: {
    minimal: { pipeline: 'shop', step: 'deploy' },
    full: {
      pipeline: 'shop',
      step: 'deploy',
      gate: 'shop.production',
      request_id: 'build-42',
      hold: false,
      context,
      source,
    },
  },
  unlock: {
    minimal: { uuid },
    full: { uuid, note: 'go', request_id: 'r1', press: unlockPress },
  },
  reject: {
    minimal: { uuid },
    full: { uuid, reason: 'not on a Friday', request_id: 'r2' },
  },
  status: {
    minimal: { status: 'blocked' },
    full: {
      status: 'released',
      gate: 'shop.production',
      reason: 'incident over',
      until: time,
      for_ms: 60_000,
      approve_pending: true,
      request_id: 'r3',
      press: releasePress,
    },
  },
  bypass: {
    minimal: { pipeline: 'shop', step: 'deploy', reason: 'the shop is down' },
    full: {
      pipeline: 'shop',
      step: 'deploy',
      gate: 'shop.production',
      commit: context.commit,
      reason: 'the shop is down',
      request_id: 'r4',
    },
  },
  claim: { minimal: { uuid }, full: { uuid, gate: 'root', commit: context.commit } },
  cancel: { minimal: { uuid }, full: { uuid } },
  nudge: { minimal: { uuid }, full: { uuid } },
  done: { minimal: { uuid, outcome: 'succeeded' }, full: { uuid, outcome: 'failed', exit_code: 255 } },
  guard: { minimal: { gate: 'root', state: 'running' }, full: { gate: 'shop', uuid, state: 'stopping' } },
  in: { minimal: { lock: uuid }, full: { lock: uuid } },
  verify: {
    minimal: { lock: uuid },
    full: { lock: uuid, gate: 'shop', commit: context.commit, max_age: 3_600_000, use: 'build-42' },
  },
  approved: {
    minimal: {},
    full: { gate: 'shop', pipeline: 'shop', step: 'deploy', since: uuid, limit: 100 },
  },
  present: { minimal: { gadgets: [] }, full: { gadgets: [{ id: 'desk-1', online: true }] } },
  sync: { minimal: { after: 0 }, full: { after: 4_711 } },
}
