import { useEffect } from 'react'

/** Keeps the screen on while the page is seen, where the browser can (Screen Wake Lock API). */
export function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null
    let isOver = false
    async function hold() {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
      try {
        const held = await navigator.wakeLock.request('screen')
        if (isOver) await held.release()
        else lock = held
      } catch {
        // A battery that is low refuses it: then the screen goes off as it always does.
      }
    }
    const listen = () => void hold()
    listen()
    document.addEventListener('visibilitychange', listen)
    return () => {
      isOver = true
      document.removeEventListener('visibilitychange', listen)
      void lock?.release()
    }
  }, [])
}
