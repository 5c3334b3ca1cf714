import * as z from 'zod/mini'
import type { Answer, Outgoing, PassRequest } from '../../calls/integration.ts'
import { bare } from '../parts.ts'

/** Of a build, what the API says of it (`atc.Build`). */
const build = z.object({
  id: z.int(),
  team_name: z.string(),
  pipeline_name: z.optional(z.string()),
  job_name: z.optional(z.string()),
  status: z.string(),
})
export type AtcBuild = z.infer<typeof build>

const builds = z.array(build).check(z.maxLength(1_000))
const versions = z.array(z.object({ id: z.int() })).check(z.maxLength(1_000))
const token = z.object({ access_token: z.string().check(z.minLength(1)), expires_in: z.optional(z.int()) })

function read<S extends z.ZodMiniType>(schema: S, { status, body }: Answer): z.output<S> | null {
  if (status !== 200) return null
  try {
    const parsed = schema.safeParse(JSON.parse(body))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

export const readBuild = (answer: Answer): AtcBuild | null => read(build, answer)
export const readBuilds = (answer: Answer): readonly AtcBuild[] | null => read(builds, answer)
export const readVersions = (answer: Answer): readonly { readonly id: number }[] | null => read(versions, answer)

/** A build that is over (atc/db/build.go). */
export const isOver = ({ status }: AtcBuild): boolean => ['succeeded', 'failed', 'errored', 'aborted'].includes(status)

const HOUR_S = 3_600

/** The password grant of `fly`'s own client (fly/commands/login.go): Concourse has no token that lives long. */
export function passOf(
  url: string,
  user: { readonly name: string; readonly password: string },
  now: number,
): PassRequest {
  const form = { grant_type: 'password', username: user.name, password: user.password }
  const scope = 'openid profile email federated:id groups'
  return {
    key: 'atc',
    request: () => ({
      method: 'POST',
      url: `${bare(url)}/sky/issuer/token`,
      headers: {
        authorization: `Basic ${Buffer.from('fly:Zmx5').toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ ...form, scope }).toString(),
    }),
    read(answer) {
      const given = read(token, answer)
      return given && { secret: given.access_token, expiresAt: now + (given.expires_in ?? HOUR_S) * 1_000 }
    },
  }
}

export const atcCall = (method: 'GET' | 'PUT', url: string, path: string, pass: string | null): Outgoing => ({
  method,
  url: `${bare(url)}/api/v1${path}`,
  headers: { authorization: `Bearer ${pass ?? ''}`, accept: 'application/json' },
})
