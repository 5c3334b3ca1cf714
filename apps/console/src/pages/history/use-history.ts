import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Refused } from '../../api/refused.ts'
import { fetchHere } from '../../api/rest.ts'
import type { LockNames } from '../../history/sentence.ts'
import { useLive, usePage } from '../../ui/context.ts'
import type { WireError } from '../../view/wire.ts'
import { type Filters, queryOf, searchOf } from './filters.ts'
import { type Page, readPage } from './read.ts'
import { type Row, rowsOf } from './rows.ts'

const PAGE = 100
/** More are not kept: whoever looks for older ones narrows the time. */
export const MOST_SHOWN = 20_000

interface Read extends Page {
  /** How far the record was, as this page knew, when it was read. */
  readonly asOf: number
}

export interface HistoryList {
  readonly rows: readonly Row[]
  readonly names: LockNames
  readonly query: URLSearchParams
  readonly isReading: boolean
  readonly isWhole: boolean
  readonly isFull: boolean
  readonly error: WireError | null
  /** Whether more has happened since it was read. */
  readonly isOld: boolean
  readonly readOlder: () => void
  readonly readAnew: () => void
}

/** What filters find (the same object while they are the same), read a page at a time as far as it is looked at. */
export function useHistory(filters: Filters): HistoryList {
  const { clock, live } = usePage()
  const { view } = useLive()
  const client = useQueryClient()
  const search = searchOf(filters)
  // The same moment for all pages of a list: its edge stays where it was while one reads.
  const query = useMemo(() => queryOf(filters, clock.now()), [filters, clock])
  const key = ['history', search]
  const list = useInfiniteQuery<Read, Error, InfiniteData<Read, number | null>, readonly string[], number | null>({
    queryKey: key,
    initialPageParam: null,
    queryFn: async ({ pageParam }) => {
      const asOf = live.snapshot().view.sequence
      return { ...(await readPage(fetchHere, { query, before: pageParam, limit: PAGE })), asOf }
    },
    getNextPageParam: ({ next }) => next,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const pages = list.data?.pages
  const events = useMemo(() => pages?.flatMap((page) => page.events) ?? [], [pages])
  const rows = useMemo(() => rowsOf(events), [events])
  const names = useMemo(() => new Map(pages?.flatMap((page) => [...page.names]) ?? []), [pages])
  const isFull = events.length >= MOST_SHOWN
  return {
    rows,
    names,
    query,
    isReading: list.isFetching,
    isWhole: !list.hasNextPage && list.isSuccess,
    isFull,
    error: list.error instanceof Refused ? list.error.error : null,
    isOld: pages?.[0] !== undefined && view.sequence > pages[0].asOf,
    readOlder: () => {
      if (list.hasNextPage && !list.isFetching && !list.isError && !isFull) void list.fetchNextPage()
    },
    readAnew: () => void client.resetQueries({ queryKey: key }),
  }
}
