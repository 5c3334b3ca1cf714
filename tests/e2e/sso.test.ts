import { type FakeCompany, openFakeCompany } from '@boss-deployer/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { type Desk, openDesk } from './console/desk.ts'
import { button, findings, says } from './console/look.ts'

let company: FakeCompany
let desk: Desk
beforeAll(async () => {
  company = await openFakeCompany()
  const { issuer, clientId, clientSecret } = company
  const client = ['--oidc-issuer', issuer, '--oidc-client-id', clientId, '--oidc-client-secret', clientSecret]
  desk = await openDesk([...client, '--oidc-scopes', 'groups'])
  await company.expectAt(`${desk.url()}/api/v1/auth/callback/sso`)
  company.employees.set('ada', { email: 'ada@example.com', email_verified: true, name: 'Ada', groups: ['ops'] })
  company.employees.set('eve', { email: 'eve@example.com', email_verified: true, name: 'Eve' })
})
afterAll(async () => {
  await desk.close()
  await company[Symbol.asyncDispose]()
})

test('who was invited connects the company, and then signs in by it with the rights they were given', async () => {
  const lock = await desk.ask()
  const grants = [{ role: 'operator', gate: 'root' }]
  const invited = await desk.operate('/people/invitations', { name: 'Ada L', grants })
  const { page, complaints, leave } = await desk.open(z.object({ address: z.string() }).parse(invited).address)
  await page.getByLabel('Email').fill('ada@example.com')
  await page.getByLabel('Password').fill('a sentence nobody guesses')
  await button(page, 'Join').click()
  await page.getByText('Live', { exact: true }).waitFor()
  await page.goto(`${desk.url()}/#account`)
  await button(page, 'Connect your company’s sign-in').click()
  await page.getByLabel('Who are you?').fill('ada')
  await button(page, 'Go on').click()
  await page.waitForURL(`${desk.url()}/#account`)
  await button(page, 'To the console').click()
  await button(page, 'Sign out').click()

  await button(page, 'Sign in with your company').click()
  await page.getByText('Live', { exact: true }).waitFor()
  await button(page.locator(`article[data-lock="${lock}"]`), 'Unlock').click()
  await says(page.locator(`article[data-lock="${lock}"]`), 'Unlocked by Ada L')
  await button(page, 'Sign out').click()
  await button(page, 'Sign in with your company').waitFor()
  expect(complaints).toEqual([])
  await leave()
})

test('who was not invited is told so, and is nobody here', async () => {
  const { page, leave } = await desk.open(desk.url())
  await button(page, 'Sign in with your company').click()
  await page.getByLabel('Who are you?').fill('eve')
  await button(page, 'Go on').click()
  await says(page.getByRole('alert'), 'Nobody has invited you')
  expect(await findings(page)).toEqual([])
  const { people } = z.object({ people: z.array(z.object({ email: z.string() })) }).parse(await desk.read('/people'))
  expect(people.map(({ email }) => email)).not.toContain('eve@example.com')
  await leave()
})
