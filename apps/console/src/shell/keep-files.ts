/** Once the page is there, its files are kept for when the link is away. A browser that does not do that shows the same. */
export function keepFiles(): void {
  if (!('serviceWorker' in navigator)) return
  addEventListener('load', () => void navigator.serviceWorker.register('/sw.js').catch(() => undefined))
}
