/** Claims in the shapes that the build systems document, of one repository `acme/shop` on its branch `main`. */
export type TokenClaims = Readonly<Record<string, unknown>>

/** https://docs.github.com/en/actions/reference/security/oidc */
export const githubClaims: TokenClaims = {
  sub: 'repo:acme/shop:ref:refs/heads/main',
  jti: '7f2e0b35-3c7b-4b9e-9a52-6c1f0a0d5b11',
  ref: 'refs/heads/main',
  ref_type: 'branch',
  ref_protected: 'true',
  sha: '1f2e3d4c5b6a79881f2e3d4c5b6a79881f2e3d4c',
  repository: 'acme/shop',
  repository_id: '74',
  repository_owner: 'acme',
  repository_owner_id: '65',
  repository_visibility: 'private',
  actor: 'octo-anna',
  actor_id: '12',
  workflow: 'deploy',
  workflow_ref: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
  job_workflow_ref: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
  event_name: 'push',
  run_id: '30433642',
  run_number: '10',
  run_attempt: '2',
  runner_environment: 'github-hosted',
}

/** https://docs.gitlab.com/ci/secrets/id_token_authentication */
export const gitlabClaims: TokenClaims = {
  sub: 'project_path:acme/shop:ref_type:branch:ref:main',
  jti: '25f8a4d2-d9b1-4e0f-8b4c-0c9c3f3b7a55',
  namespace_id: '72',
  namespace_path: 'acme',
  project_id: '20',
  project_path: 'acme/shop',
  user_id: '1',
  user_login: 'anna',
  user_email: 'anna@example.com',
  pipeline_id: '574',
  pipeline_source: 'push',
  job_id: '302',
  ref: 'main',
  ref_type: 'branch',
  ref_path: 'refs/heads/main',
  ref_protected: 'true',
  environment: 'production',
  environment_protected: 'true',
  deployment_tier: 'production',
  runner_id: 1,
  runner_environment: 'self-hosted',
  sha: '714a629c0b401fdce83e847fc9589983fc6f46bc',
}

/** The var source `idtoken`: https://concourse-ci.org/docs/operation/creds/id-token */
export const concourseClaims: TokenClaims = {
  sub: 'main/shop',
  team: 'main',
  pipeline: 'shop',
  job: 'deploy',
  instance_vars: { region: 'eu' },
}
