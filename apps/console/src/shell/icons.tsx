import type { ReactNode } from 'react'
import type { Words } from '../words/words.ts'

export type IconName = Exclude<keyof Words['pages'], 'lock'>

const strokes: Readonly<Record<IconName, ReactNode>> = {
  now: (
    <>
      <circle cx="10" cy="10" r="7.25" />
      <path d="M10 6v4l2.75 1.75" />
    </>
  ),
  gadget: (
    <>
      <ellipse cx="10" cy="13" rx="7.25" ry="4" />
      <path d="M6 11.5V8.75C6 7 7.8 5.75 10 5.75S14 7 14 8.75v2.75" />
    </>
  ),
  history: <path d="M3 5.5h2m3 0h9M3 10h2m3 0h9M3 14.5h2m3 0h9" />,
  numbers: <path d="M4 16.5V11m4 5.5V4m4 12.5V8m4 8.5v-3" />,
  devices: (
    <>
      <rect x="2.75" y="4" width="14.5" height="8.5" rx="1.5" />
      <path d="M6.5 16h7M10 12.5V16" />
    </>
  ),
  settings: (
    <>
      <path d="M3 6h7m4 0h3M3 14h3m4 0h7" />
      <circle cx="12" cy="6" r="2" />
      <circle cx="8" cy="14" r="2" />
    </>
  ),
}

interface IconProps {
  readonly name: IconName
}

/** The drawing of a page in the navigation; its name stands beside it. */
export const Icon = ({ name }: IconProps) => (
  <svg className="icon" viewBox="0 0 20 20" aria-hidden="true">
    {strokes[name]}
  </svg>
)
