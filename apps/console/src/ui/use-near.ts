import { type RefCallback, useCallback, useState } from 'react'

/** How far outside of what is seen a part is drawn already, so that nobody sees or reaches it empty. */
const MARGIN = '1200px'

interface Near {
  readonly isNear: boolean
  readonly watch: RefCallback<HTMLElement>
}

/** Whether a part is in sight or close to it: what is far away need not be drawn. It keeps its height meanwhile. */
export function useNear(isNearAtFirst: boolean): Near {
  const [isNear, setNear] = useState(isNearAtFirst)
  const watch = useCallback((element: HTMLElement) => {
    const observer = new IntersectionObserver(
      (entries) => {
        const isClose = entries.at(-1)?.isIntersecting ?? true
        // What is being used is never taken away.
        const isUsed = element.matches(':focus-within') || element.querySelector('dialog[open]') !== null
        element.style.minHeight = isClose || isUsed ? '' : `${element.offsetHeight}px`
        setNear(isClose || isUsed)
      },
      { rootMargin: `${MARGIN} 0px` },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { isNear, watch }
}
