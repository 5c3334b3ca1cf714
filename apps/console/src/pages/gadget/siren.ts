import { useEffect, useRef } from 'react'
import { play, type Tune } from '../../sound/play.ts'

/** What a browser remembers of it: `off`, else it sounds. */
export const SIREN = 'siren'

const siren: Tune = { tonesHz: [880, 660], toneS: 0.25, lengthS: 2 }

/** Sounds as the gate becomes blocked while the page is open, as the gadget does. */
export function useSiren(isBlocked: boolean, isOn: boolean): void {
  const was = useRef(isBlocked)
  useEffect(() => {
    if (isBlocked && !was.current && isOn) play(siren)
    was.current = isBlocked
  }, [isBlocked, isOn])
}
