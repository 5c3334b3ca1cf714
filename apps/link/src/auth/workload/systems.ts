import type { Camel, fields } from '@boss-deployer/protocol'
import type * as z from 'zod/mini'

type Source = Camel<z.infer<typeof fields.source>>

/** A build system that signs who its jobs are, by what its documentation says of the token's claims. */
interface System {
  /** Where its keys are, below the issuer. */
  readonly keys: string
  /** Claims of which a rule has to name one: those that say whose job it is. */
  readonly owners: readonly string[]
  /** Which claim says what of a lock's source. */
  readonly source: { readonly [K in keyof Source]?: string }
  /** The claim that says which person started it. */
  readonly person: string | null
}

export const systems = {
  /** https://docs.github.com/en/actions/reference/security/oidc */
  github: {
    keys: '/.well-known/jwks',
    owners: ['repository', 'repository_id', 'repository_owner', 'repository_owner_id', 'sub'],
    source: {
      team: 'repository_owner',
      project: 'repository',
      buildId: 'run_id',
      buildName: 'run_number',
      attempt: 'run_attempt',
      job: 'workflow',
    },
    person: 'actor',
  },
  /** https://docs.gitlab.com/ci/secrets/id_token_authentication */
  gitlab: {
    keys: '/oauth/discovery/keys',
    owners: ['project_path', 'project_id', 'namespace_path', 'namespace_id', 'sub'],
    source: { team: 'namespace_path', project: 'project_path', buildId: 'pipeline_id', job: 'job_id' },
    person: 'user_login',
  },
  /** https://concourse-ci.org/docs/operation/creds/id-token */
  concourse: {
    keys: '/.well-known/jwks.json',
    owners: ['team', 'sub'],
    source: { team: 'team', project: 'pipeline', instance: 'instance_vars', job: 'job' },
    person: null,
  },
} as const satisfies Readonly<Record<string, System>>

export type SystemName = keyof typeof systems
export const systemOf = (name: SystemName): System => systems[name]
