import { useState } from 'react'
import { remember, remembered } from '../shell/remembered.ts'

export interface Kept {
  readonly isOn: boolean
  readonly turn: (isOn: boolean) => void
}

/** A wish that this browser remembers by a name; until somebody turns it, it is as at first. */
export function useKept(name: string, isOnAtFirst = true): Kept {
  const [isOn, setOn] = useState(() => (remembered(name) ?? (isOnAtFirst ? 'on' : 'off')) === 'on')
  return {
    isOn,
    turn(next) {
      remember(name, next ? 'on' : 'off')
      setOn(next)
    },
  }
}

interface SwitchProps {
  readonly label: string
  readonly kept: Kept
}

export const Switch = ({ label, kept: { isOn, turn } }: SwitchProps) => (
  <label className="choice">
    <input type="checkbox" checked={isOn} onChange={({ target }) => turn(target.checked)} />
    <span>{label}</span>
  </label>
)
