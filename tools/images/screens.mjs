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

/** An address of the link. */
const on =
  (path) =>
  ({ house }) =>
    `${house.link}${path}`

/** What somebody sees who is new. `isBefore`: before the first operator has come in. */
export const firstScreens = [
  { name: 'join', at: ({ house }) => house.set_up, isBefore: true, isStranger: true },
  { name: 'sign-in', at: on('/'), isStranger: true },
  { name: 'first-run', at: on('/') },
]

/** `at`: the address of a screen, of the house and the locks that wait in it. */
export const screens = [
  { name: 'now', at: on('/') },
  { name: 'lock', at: ({ house, locks }) => `${house.link}/locks/${locks[0]}` },
  { name: 'reject', at: on('/'), prepare: press(/^Reject/) },
  { name: 'release', at: on('/'), prepare: press(/^Release/) },
  { name: 'block', at: on('/'), prepare: press(/^Block/) },
  { name: 'gadget', at: on('/gadget?gate=shop') },
  { name: 'gadget-solid', at: on('/gadget?gate=shop'), prepare: inSolid },
  { name: 'history', at: on('/history') },
  { name: 'numbers', at: on('/numbers') },
  { name: 'devices', at: on('/devices') },
  { name: 'settings', at: on('/settings') },
  { name: 'policy', at: on('/settings/gates/shop.production') },
  { name: 'people', at: on('/settings/people') },
  { name: 'tokens', at: on('/settings/tokens') },
  { name: 'sign-in-settings', at: on('/settings/sign-in') },
  { name: 'keys', at: on('/settings/keys') },
  { name: 'appearance', at: on('/settings/appearance') },
  { name: 'find', at: on('/'), prepare: press(/^Find/) },
  { name: 'account', at: on('/#account') },
]
