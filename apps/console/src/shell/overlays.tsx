import { lazy, Suspense } from 'react'
import type { Overlay } from './shortcuts.ts'

const Palette = lazy(() => import('../palette/palette.tsx').then((part) => ({ default: part.Palette })))
const Shortcuts = lazy(() => import('../palette/shortcuts.tsx').then((part) => ({ default: part.Shortcuts })))

interface OverlaysProps {
  readonly overlay: Overlay | null
  readonly onChange: (overlay: Overlay | null) => void
  readonly onSignOut: () => void
}

/** What lies over the page, loaded when it is first asked for. */
export function Overlays({ overlay, onChange, onSignOut }: OverlaysProps) {
  const close = () => onChange(null)
  return (
    <Suspense>
      {overlay === 'palette' && (
        <Palette onClose={close} onShortcuts={() => onChange('shortcuts')} onSignOut={onSignOut} />
      )}
      {overlay === 'shortcuts' && <Shortcuts onClose={close} />}
    </Suspense>
  )
}
