// Every screen of the console: how one comes there, and how it looks where it does not look so by itself.

/** Wide and light, narrow and dark: between them is nothing that these do not show. */
export const looks = [
  { name: 'wide', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'dark', deviceScaleFactor: 2 },
]

const press = (name) => (page) => page.getByRole('button', { name }).first().click()

/** A browser without graphics hardware shows it flat until somebody wants it otherwise. */
async function inSolid(page) {
  await page.getByLabel('In 3D').check()
  await page.locator('.solid.is-drawn').waitFor()
  await page.waitForTimeout(3_000)
  // Drawing without graphics hardware takes so long that the link may count the page as gone.
  await page.getByText('Live', { exact: true }).waitFor()
}

/** `at`: the address of a screen, of the house and the locks that wait in it. */
export const screens = [
  { name: 'now', at: () => '/' },
  { name: 'lock', at: ({ locks }) => `/locks/${locks[0]}` },
  { name: 'reject', at: () => '/', prepare: press(/^Reject/) },
  { name: 'release', at: () => '/', prepare: press(/^Release/) },
  { name: 'block', at: () => '/', prepare: press(/^Block/) },
  { name: 'gadget', at: () => '/gadget?gate=shop' },
  { name: 'gadget-solid', at: () => '/gadget?gate=shop', prepare: inSolid },
  { name: 'history', at: () => '/history' },
  { name: 'numbers', at: () => '/numbers' },
  { name: 'devices', at: () => '/devices' },
  { name: 'settings', at: () => '/settings' },
  { name: 'policy', at: () => '/settings/gates/shop.production' },
  { name: 'people', at: () => '/settings/people' },
  { name: 'tokens', at: () => '/settings/tokens' },
  { name: 'appearance', at: () => '/settings/appearance' },
  { name: 'find', at: () => '/', prepare: press(/^Find/) },
  { name: 'account', at: () => '/#account' },
]
