import type { WireError } from '@boss-deployer/protocol'
import { useCallback, useEffect, useState } from 'react'
import type { Result } from '../view/wire.ts'

/** What the link says, once it did; `again` asks it anew. */
export function useLoaded<T>(read: () => Promise<Result<T, WireError>>) {
  const [value, setValue] = useState<T | null>(null)
  const [error, setError] = useState<WireError | null>(null)
  const again = useCallback(() => {
    void read().then((answer) => (answer.ok ? setValue(answer.value) : setError(answer.error)))
  }, [read])
  useEffect(again, [again])
  return { value, error, again }
}
