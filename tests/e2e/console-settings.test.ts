import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Desk, openDesk } from './console/desk.ts'
import { button, findings, overflow, says } from './console/look.ts'

let desk: Desk

beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

describe.each([
  { width: 390, height: 844, colorScheme: 'dark' },
  { width: 1440, height: 900, colorScheme: 'light' },
] as const)('at $width px, $colorScheme', ({ width, height, colorScheme }) => {
  const look = { viewport: { width, height }, colorScheme, reducedMotion: 'reduce' } as const

  test('each section has its own address and is clean', async () => {
    const { page, complaints, leave } = await desk.visit(look)
    await page.getByRole('link', { name: 'Settings' }).first().click()
    await says(page.locator('h1'), 'Settings')
    expect(await findings(page)).toEqual([])
    const links = page.locator('#content .settings-overview a')
    const paths = await links.evaluateAll((all) => all.map((it) => it.getAttribute('href') ?? ''))
    expect(paths).toContain('/settings/gates')
    for (const path of paths) {
      await page.goto(`${desk.url()}${path}`)
      await page.locator('.settings-content :is(.settings-list, .settings-group)').first().waitFor()
      expect(await findings(page)).toEqual([])
      expect(await overflow(page)).toBe(0)
    }
    expect(complaints).toEqual([])
    await leave()
  })

  test('a policy is tried on what waits before it holds, and then it does', async () => {
    const { page, complaints, leave } = await desk.visit(look)
    const gate = `shop-${width}`
    await page.goto(`${desk.url()}/settings/gates`)
    await page.getByLabel('Name').fill(gate)
    await page.keyboard.press('Enter')
    await says(page.locator('h1'), gate)
    const approvals = page.getByLabel('Approvals needed')
    await approvals.fill('2')
    const effect = page.getByRole('region', { name: 'What this would do now' })
    await says(effect, 'Nothing waits here now')
    await says(effect, 'A release does not reach this gate')
    await button(page, 'Save').click()
    await says(page.locator('.settings-save'), 'It holds now.')
    const uuid = await desk.ask({ gate })
    await says(effect, 'shop / deploy would need 2 more (0 of 2)')
    await desk.operate(`/locks/${uuid}/unlock`, {})
    await says(effect, 'shop / deploy would need 1 more (1 of 2)')
    await approvals.fill('1')
    await says(effect, 'Opens at once for 1: shop / deploy')
    expect(await desk.stateOf(uuid)).toBe('locked')
    expect(await findings(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    await approvals.press('Enter')
    await says(page.locator('.settings-save'), 'It holds now.')
    expect(await desk.stateOf(uuid)).toBe('unlocked')
    expect(complaints).toEqual([])
    await leave()
  })
})

test('a token made here can ask and cannot decide, until it is revoked', async () => {
  const { page, complaints, leave } = await desk.visit()
  const name = 'shop-ci'
  await page.goto(`${desk.url()}/settings/tokens`)
  await page.getByLabel('What it is for').fill(name)
  await page.keyboard.press('Enter')
  const secret = await page.locator('.settings-secret code').textContent()
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
  const post = (path: string, body: object) =>
    fetch(`${desk.url()}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  const asking = { pipeline: 'shop', step: 'deploy', gate: 'root', request_id: name }
  const asked = await post('/locks', asking)
  expect(asked.ok).toBe(true)
  const uuid = await desk.ask()
  expect((await post(`/locks/${uuid}/unlock`, {})).status).toBe(403)
  expect(await findings(page)).toEqual([])
  await button(page, `Revoke ${name}`).click()
  await says(page.getByRole('alert'), 'refused from that moment')
  await button(page.getByRole('group', { name: `Revoke ${name}` }), `Revoke ${name}`).click()
  await expect.poll(() => page.getByRole('heading', { name }).count()).toBe(0)
  expect((await post('/locks', asking)).status).toBe(401)
  expect(complaints.filter((it) => !/40[13]/.test(it))).toEqual([])
  await leave()
})
test('somebody who is made a viewer may not decide from then on; the last operator stays one', async () => {
  const { page, leave } = await desk.visit()
  for (const [name, role] of [
    ['Ada', 'operator'],
    ['Bob', 'approver'],
  ] as const) {
    await page.goto(`${desk.url()}/settings/people`)
    await page.getByLabel('Role 1', { exact: true }).selectOption(role)
    await page.getByLabel('Name').fill(name)
    await button(page, 'Make the invitation').click()
    const address = (await page.locator('#content [role="status"] code').textContent()) ?? ''
    const guest = await desk.open(address)
    await guest.page.getByLabel('Email').fill(`${name.toLowerCase()}@example.com`)
    await guest.page.getByLabel('Password').fill('correct horse battery staple')
    await button(guest.page, 'Join').first().click()
    await guest.page.getByText('Live', { exact: true }).waitFor()
    if (name === 'Bob') {
      await page.goto(`${desk.url()}/settings/people`)
      await page.getByRole('link', { name: /Bob/ }).click()
      await page.getByLabel('Role 1', { exact: true }).selectOption('viewer')
      await page.getByLabel('Groups').fill('ops')
      expect(await findings(page)).toEqual([])
      await button(page, 'Save').click()
      await says(page.getByRole('region', { name: 'What they may do' }), 'It holds now')
      await page.goto(`${desk.url()}/settings/gates/root`)
      const approvers = page.getByLabel('Who may approve', { exact: true })
      const choose = page.getByLabel('Who may approve: choose')
      await choose.selectOption('Bob')
      await choose.selectOption('group ops')
      expect(await approvers.inputValue()).toMatch(/^person:\S+\ngroup:ops$/)
      await says(page.getByRole('group', { name: 'Who', exact: true }), 'Bob, group ops')
      expect(await findings(page)).toEqual([])
      const uuid = await desk.ask()
      const status = await guest.page.evaluate(
        (path) =>
          fetch(path, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }).then(
            (it) => it.status,
          ),
        `/api/v1/locks/${uuid}/unlock`,
      )
      expect(status).toBe(403)
      await guest.page.goto(`${desk.url()}/devices`)
      await guest.page.getByRole('region', { name: 'Links' }).waitFor()
      expect(await button(guest.page, 'Enrol').count()).toBe(0)
    }
    await guest.leave()
  }
  await page.goto(`${desk.url()}/devices`)
  await button(page, 'Enrol').waitFor()
  await page.goto(`${desk.url()}/settings/people`)
  await page.getByRole('link', { name: /Ada/ }).click()
  await says(page.getByRole('region', { name: 'Let in no more' }), 'the last person who operates everything')
  await page.getByLabel('Role 1', { exact: true }).selectOption('viewer')
  await says(page.getByRole('alert'), 'Make somebody else an operator')
  await leave()
})
