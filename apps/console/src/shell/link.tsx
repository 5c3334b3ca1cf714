import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import { navigate } from './address.ts'

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  /** A path of this console. */
  readonly to: string
}

/** A link inside the console: an ordinary one for whoever opens it in a new tab, at once for whoever presses it. */
export function Link({ to, ...rest }: LinkProps) {
  function follow(event: MouseEvent) {
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (!isPlain || event.defaultPrevented) return
    event.preventDefault()
    navigate(to)
    scrollTo(0, 0)
  }
  return <a href={to} onClick={follow} {...rest} />
}
