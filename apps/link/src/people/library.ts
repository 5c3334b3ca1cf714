import { randomUUID } from 'node:crypto'
import { passkey } from '@better-auth/passkey'
import { AUTH_PATH } from '@boss-deployer/protocol'
import type { PeopleDatabase } from '@boss-deployer/store'
import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { deviceAuthorization } from 'better-auth/plugins/device-authorization'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { v7 as uuidv7 } from 'uuid'
import { namesOf } from './names.ts'
import { ADDRESS_HEADER } from './request.ts'
import { type ProviderParts, ssoPlugin } from './sso/provider.ts'
import { modelNames, ownTables } from './tables.ts'
import { inSeconds, times } from './times.ts'

const LEAST_PASSWORD = 12
/** On the way to the company nothing can be guessed, and many come from the one address of an office. */
const customRules = { '/sign-in/social': { window: 60, max: 100 } }

export interface LibraryParts {
  readonly database: PeopleDatabase
  readonly secret: string
  /** Where browsers find the link. */
  readonly url: string
  readonly sso: Omit<ProviderParts, 'onError'> | null
  readonly hooks: NonNullable<BetterAuthOptions['databaseHooks']>
  readonly onError: (error: unknown) => void
}

export function libraryOptions({ database, secret, url, sso, hooks, onError }: LibraryParts) {
  const { rpId, origins } = namesOf(url)
  const isSecure = url.startsWith('https:')
  return {
    appName: 'Boss Deployer',
    baseURL: url,
    basePath: AUTH_PATH,
    secret,
    trustedOrigins: [...origins],
    telemetry: { enabled: false },
    database: { dialect: database.dialect, type: database.type, transaction: database.hasTransactions },
    databaseHooks: hooks,
    user: { modelName: modelNames.user },
    session: {
      modelName: modelNames.session,
      expiresIn: inSeconds(times.session),
      freshAge: inSeconds(times.fresh),
      disableSessionRefresh: true,
    },
    account: {
      modelName: modelNames.account,
      updateAccountOnSignIn: false,
      // Nobody has checked the email that a person here typed: only who is signed in joins the company's sign-in to it.
      accountLinking: { trustedProviders: [], disableImplicitLinking: true },
    },
    verification: { modelName: modelNames.verification },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: LEAST_PASSWORD, maxPasswordLength: 200 },
    rateLimit: {
      enabled: true,
      storage: 'database',
      modelName: modelNames.rateLimit,
      window: 60,
      max: 100,
      customRules,
    },
    advanced: {
      cookiePrefix: 'boss',
      useSecureCookies: isSecure,
      // The answer of a single sign-on comes from another site: what waits for it cannot be strict.
      cookies: { session_token: { attributes: { sameSite: 'strict' } } },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: () => uuidv7() },
    },
    onAPIError: { errorURL: '/' },
    logger: {
      level: 'error',
      log: (level, message) => {
        if (level === 'error') onError(new Error(`people: ${message}`))
      },
    },
    plugins: [
      ownTables,
      passkey({
        rpID: rpId,
        rpName: 'Boss Deployer',
        origin: [...origins],
        schema: { passkey: { modelName: modelNames.passkey } },
      }),
      twoFactor({
        issuer: 'Boss Deployer',
        allowPasswordless: true,
        schema: { twoFactor: { modelName: modelNames.twoFactor } },
      }),
      deviceAuthorization({
        expiresIn: `${inSeconds(times.deviceCode)}s`,
        interval: `${inSeconds(times.devicePoll)}s`,
        verificationUri: '/#device',
        validateClient: (client) => client === 'boss',
        schema: { deviceCode: { modelName: modelNames.deviceCode } },
      }),
      ...(sso ? [ssoPlugin({ ...sso, onError })] : []),
    ],
  } satisfies BetterAuthOptions
}

/** Makes the tables of people and nothing else: for what is copied into them. */
export async function makePeopleTables(database: PeopleDatabase, onError: (error: unknown) => void): Promise<void> {
  const nobody = { secret: randomUUID(), url: 'http://localhost', sso: null, hooks: {} }
  const { runMigrations } = await getMigrations(libraryOptions({ ...nobody, database, onError }))
  await database.alone(runMigrations)
}

/** The library with its tables made. It takes a second to load: it is loaded when somebody signs in for the first time. */
export async function openLibrary(parts: LibraryParts) {
  const options = libraryOptions(parts)
  const { runMigrations } = await getMigrations(options)
  await parts.database.alone(runMigrations)
  const auth = betterAuth(options)
  return { handler: auth.handler, context: await auth.$context }
}

export type Library = Awaited<ReturnType<typeof openLibrary>>
