import { type PointerEvent, type ReactNode, type RefObject, useEffect } from 'react'

interface ModalProps {
  readonly ref: RefObject<HTMLDialogElement | null>
  /** The id of what names it. */
  readonly labelledBy: string
  readonly className?: string
  /** Whether it stays, whatever is pressed: something is under way. */
  readonly isHeld?: boolean
  readonly children: ReactNode
  /** After it was closed. */
  readonly onClose: () => void
}

/**
 * What lies over the page. The browser holds the focus inside, closes it by Escape or a press beside it, and gives the
 * focus back: it is closed by the element's own `close()`, then taken away.
 */
export function Modal({ ref, labelledBy, className, isHeld = false, children, onClose }: ModalProps) {
  useEffect(() => {
    if (ref.current?.open === false) ref.current.showModal()
  }, [ref])
  function pressBackdrop(event: PointerEvent) {
    if (event.target === ref.current && !isHeld) ref.current.close()
  }
  return (
    <dialog
      ref={ref}
      className={className}
      aria-labelledby={labelledBy}
      onClose={onClose}
      onCancel={(event) => isHeld && event.preventDefault()}
      onPointerDown={pressBackdrop}
    >
      {children}
    </dialog>
  )
}
