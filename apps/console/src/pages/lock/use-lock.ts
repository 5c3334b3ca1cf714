import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { fetchHere } from '../../api/rest.ts'
import { useLive } from '../../ui/context.ts'
import type { Result, WireError } from '../../view/wire.ts'
import { type LockAndTimeline, readLock } from './read.ts'

interface Asked {
  /** Undefined until the link has answered. */
  readonly answer: Result<LockAndTimeline, WireError> | undefined
  readonly again: () => void
}

/**
 * A lock and its timeline, read anew whenever the link tells that something happened to it. While the link is away,
 * what was read before stays as the last known state.
 */
export function useLock(uuid: string): Asked {
  const { view, standing } = useLive()
  const open = view.locks.find((lock) => lock.uuid === uuid)
  const { data, refetch } = useQuery({
    queryKey: ['lock', uuid, open ?? null, view.endings.get(uuid) ?? null],
    queryFn: () => readLock(fetchHere, uuid),
    enabled: standing.state === 'live',
    placeholderData: keepPreviousData,
  })
  return { answer: data, again: () => void refetch() }
}
