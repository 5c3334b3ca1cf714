import { Suspense } from 'react'
import { part } from './part.tsx'
import type { Overlay } from './shortcuts.ts'

const Palette = part(() => import('../palette/palette.tsx').then((it) => it.Palette))
const Shortcuts = part(() => import('../palette/shortcuts.tsx').then((it) => it.Shortcuts))

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
