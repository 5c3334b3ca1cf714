import { API } from '@boss-deployer/protocol'
import { cleanupOutdatedCaches, matchPrecache, type PrecacheEntry, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { type Browser, hear, press } from './hear.ts'
import { pageOf } from './page.ts'

declare const self: ServiceWorkerGlobalScope
/** The console's files, as the bundler made them. A name that changes with its content needs no revision. */
declare const FILES: PrecacheEntry[]

// The console opens without the link, and an open page finds the parts of its own version after the link has a newer one.
// What the API says is never kept: an old answer would be taken for a new one.

cleanupOutdatedCaches()
precacheAndRoute(FILES, { directoryIndex: '', cleanURLs: false })
registerRoute(
  new NavigationRoute(
    ({ request }) =>
      pageOf(request, {
        fetch: (asked, init) => self.fetch(asked, init),
        kept: () => matchPrecache('/index.html'),
      }),
    { denylist: [new RegExp(`^${API}/`)] },
  ),
)
// The page that installed it is kept for from now on; a newer worker waits until all pages of this one are closed.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

const browser: Browser = {
  fetch: (path, init) => self.fetch(path, init),
  show: ({ title, ...options }) => self.registration.showNotification(title, options),
  async open(path) {
    const [page] = await self.clients.matchAll({ type: 'window' })
    if (!page) return void (await self.clients.openWindow(path))
    await page.focus()
    await page.navigate(path)
  },
}

self.addEventListener('push', (event) => event.waitUntil(hear(event.data?.json(), browser)))
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(press(event.notification.data, event.action, browser))
})
