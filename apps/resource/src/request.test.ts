import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clientChannels, toWire } from '@boss-deployer/protocol'
import { fc, test as property } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildOf } from './build.ts'
import type { LockParams, Source } from './payload.ts'
import { readBuildFile, readFiles, requestOf } from './request.ts'

const source: Source = { url: 'http://x', token: 't', gate: 'shop.production' }
const env = {
  BUILD_ID: '42',
  BUILD_NAME: '7',
  BUILD_JOB_NAME: 'deploy',
  BUILD_PIPELINE_NAME: 'shop',
  BUILD_TEAM_NAME: 'main',
  ATC_EXTERNAL_URL: 'https://ci.example.com',
  BUILD_URL: 'https://ci.example.com/builds/42',
  BUILD_CREATED_BY: 'ada',
}
const ask = (params: LockParams = {}, more: Record<string, string> = {}, files = {}, from = source) =>
  requestOf(from, params, files, buildOf({ ...env, ...more }))
const idOf = (...given: Parameters<typeof ask>) => {
  const request = ask(...given)
  return request.ok ? request.value.requestId : request.error
}

test('says all that Concourse says about the build', () => {
  expect(
    ask({ step: 'production', note: 'hotfix' }, {}, { ref: 'abc\n', author: 'Ada\n', message: 'Fix it\n\nNow' }),
  ).toEqual({
    ok: true,
    value: {
      pipeline: 'shop',
      step: 'production',
      gate: 'shop.production',
      requestId: expect.stringMatching(/^concourse-[0-9a-f]{64}$/) as string,
      context: {
        commit: 'abc',
        author: 'Ada',
        requestedBy: 'ada',
        message: 'hotfix\n\nFix it\n\nNow',
        buildUrl: 'https://ci.example.com/builds/42',
      },
      source: {
        ci: 'concourse',
        cluster: 'https://ci.example.com',
        team: 'main',
        buildId: '42',
        buildName: '7',
        job: 'deploy',
      },
    },
  })
})

describe('a request id', () => {
  test('is the same for the same step of the same build, however it waits', () => {
    expect(idOf({ step: 'a', ref: 'c' })).toBe(idOf({ ref: 'c', step: 'a', timeout: '8h', wait: true, action: 'lock' }))
  })

  test.each([
    ['another build', { step: 'a' }, { BUILD_ID: '43' }],
    ['another cluster', { step: 'a' }, { ATC_EXTERNAL_URL: 'https://other.example.com' }],
    ['another team', { step: 'a' }, { BUILD_TEAM_NAME: 'other' }],
    ['another step', { step: 'b' }, {}],
    ['another commit', { step: 'a', ref: 'c' }, {}],
  ])('is another for %s', (_, params, more) => {
    expect(idOf(params, more)).not.toBe(idOf({ step: 'a' }))
  })

  test('is another at another gate', () => {
    expect(idOf({}, {}, {}, { ...source, gate: 'shop.staging' })).not.toBe(idOf())
  })

  test('is new each time where there is no build', () => {
    expect(idOf({}, { BUILD_ID: '' })).not.toBe(idOf({}, { BUILD_ID: '' }))
  })
})

test('names of the source go before those of the build', () => {
  const request = ask({}, {}, {}, { ...source, pipeline: 'named', step: 'also' })
  expect(request).toMatchObject({ value: { pipeline: 'named', step: 'also' } })
})

test.each([
  ['a pipeline', { BUILD_PIPELINE_NAME: '' }, 'source.pipeline'],
  ['a step', { BUILD_JOB_NAME: '' }, 'params.step'],
])('without %s there is no request', (_, more, field) => {
  const request = ask({}, more)
  expect(!request.ok && request.error).toContain(field)
})

property.prop([
  fc.dictionary(fc.constantFrom(...Object.keys(env)), fc.string({ unit: 'binary', maxLength: 500 })),
  fc.string({ unit: 'binary' }),
])('whatever the environment and the files say, the question is one that the link reads', (strange, text) => {
  const files = { ref: text, author: text, message: text.repeat(200), changelog: text.split('').join('\n') }
  const request = ask({ step: 's' }, strange, files, { ...source, pipeline: 'p' })
  expect(request.ok).toBe(true)
  if (!request.ok) return
  const parsed = clientChannels.lock.request.safeParse(toWire<unknown>(request.value))
  expect(parsed.error?.issues).toBeUndefined()
})

property.prop([fc.string({ minLength: 201, maxLength: 400 }), fc.string({ minLength: 201, maxLength: 400 })])(
  'two long names of different pipelines stay different',
  (one, other) => {
    fc.pre(one !== other)
    const named = (name: string) => buildOf({ BUILD_PIPELINE_INSTANCE_VARS: JSON.stringify({ name }) }).instance
    expect(named(one)).not.toBe(named(other))
  },
)

describe('the files of the build', () => {
  let root = ''
  let folder = ''
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'build-'))
    folder = join(root, 'build')
    await mkdir(join(folder, 'repo/.git'), { recursive: true })
    await writeFile(join(folder, 'repo/.git/ref'), 'abc\n')
    await writeFile(join(folder, 'repo/big'), 'x'.repeat(1_000_000))
    await writeFile(join(root, 'secret'), 'secret')
    await symlink(join(root, 'secret'), join(folder, 'repo/link'))
  })
  afterAll(() => rm(root, { recursive: true, force: true }))

  test('are read', async () => {
    expect(await readFiles({ ref_file: 'repo/.git/ref' }, folder)).toEqual({ ok: true, value: { ref: 'abc\n' } })
  })

  test('are not read whole when they are large', async () => {
    const text = await readBuildFile(folder, 'repo/big')
    expect(text.ok && text.value.length).toBe(64 * 1024)
  })

  test.each(['../secret', '/etc/hostname', 'repo/link', 'repo/../../secret'])(
    'are only those of the build: not %s',
    async (name) => {
      expect(await readBuildFile(folder, name)).toEqual({ ok: false, error: `${name} is outside the build's folder` })
    },
  )

  test.each(['nowhere', 'repo', 'repo/\u0000'])('that cannot be read are named: %j', async (name) => {
    const text = await readFiles({ message_file: name }, folder)
    expect(!text.ok && text.error).toMatch(/^params\.message_file: /)
  })
})
