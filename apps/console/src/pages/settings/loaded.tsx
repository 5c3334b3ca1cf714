import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Refused } from '../../api/refused.ts'
import { refusalWords } from '../../show/words.ts'
import { useWords } from '../../words/words.ts'
import { useSettingsWords } from './words.ts'

interface LoadedProps<T> {
  readonly query: UseQueryResult<T>
  readonly children: (value: T) => ReactNode
}

/** What was asked for, once it is there; else that it comes, or why it does not. */
export function Loaded<T>({ query, children }: LoadedProps<T>) {
  const words = useSettingsWords()
  const first = useWords()
  const { data, error, isError } = query
  if (isError) {
    const isForbidden = error instanceof Refused && error.error.code === 'forbidden'
    return (
      <div className="settings-none" role="alert">
        <p>
          {isForbidden ? words.operatorsOnly : words.failed}{' '}
          {error instanceof Refused && refusalWords(first, error.error)}
        </p>
        <button type="button" className="button quiet" onClick={() => void query.refetch()}>
          {words.again}
        </button>
      </div>
    )
  }
  if (data === undefined) {
    return (
      <p className="loading" role="status">
        {first.shell.loading}
      </p>
    )
  }
  return children(data)
}
