import { useDeferredValue, useMemo, useState } from 'react'
import { textIn } from '../../history/event.ts'
import { navigate, useAddress } from '../../shell/address.ts'
import { sentence } from '../../show/words.ts'
import { useLive } from '../../ui/context.ts'
import { Queries } from '../queries.tsx'
import { Exporter } from './exporter.tsx'
import { FilterBar } from './filter-bar.tsx'
import { type Filters, filtersIn, isFiltering, searchOf } from './filters.ts'
import { HistoryList } from './history-list.tsx'
import { type HistoryList as List, MOST_SHOWN, useHistory } from './use-history.ts'
import { VerifyPanel } from './verify/verify-panel.tsx'
import { useHistoryWords } from './words.ts'

/** Everything that happened, looked up, exported and verified. */
export const HistoryPage = () => (
  <Queries>
    <Body />
  </Queries>
)

const go = (filters: Filters) => navigate(`/history${searchOf(filters)}`, { isReplacing: true })

function Body() {
  const words = useHistoryWords()
  const { search } = useAddress()
  const text = search.toString()
  const filters = useMemo(() => filtersIn(new URLSearchParams(text)), [text])
  const list = useHistory(useDeferredValue(filters))
  const [isVerifying, setVerifying] = useState(false)
  const known = useKnown(list)
  return (
    <div className="history-page">
      <header className="page-head">
        <div>
          <h1>{words.title}</h1>
          <p className="soft">{words.lead}</p>
        </div>
        <div className="page-tools">
          <Exporter query={list.query} />
          <button
            type="button"
            className="button quiet small"
            aria-expanded={isVerifying}
            onClick={() => setVerifying(!isVerifying)}
          >
            {words.verify.open}
          </button>
        </div>
      </header>
      {isVerifying && <VerifyPanel onClose={() => setVerifying(false)} />}
      <FilterBar filters={filters} people={known.people} pipelines={known.pipelines} onChange={go} />
      {list.isOld && (
        <p className="newer">
          <button type="button" className="button quiet small" onClick={list.readAnew}>
            {words.newer}
          </button>
        </p>
      )}
      <HistoryList list={list} />
      <End list={list} isFiltered={isFiltering(filters)} />
    </div>
  )
}

interface EndProps {
  readonly list: List
  readonly isFiltered: boolean
}

/** What stands below the list: that it goes on, ends, or could not be read. */
function End({ list, isFiltered }: EndProps) {
  const words = useHistoryWords()
  if (list.error !== null) {
    return (
      <div className="list-end" role="alert">
        <p>
          {words.failed} {sentence(list.error.message)}
        </p>
        <button type="button" className="button quiet" onClick={list.readAnew}>
          {words.again}
        </button>
      </div>
    )
  }
  if (list.isFull) return <p className="list-end soft">{words.most(MOST_SHOWN)}</p>
  if (!list.isWhole) {
    return (
      <p className="list-end soft" role="status">
        {words.reading}
      </p>
    )
  }
  if (list.rows.length > 0) return <p className="list-end soft">{words.begin}</p>
  return <p className="list-end soft">{isFiltered ? words.nothing : words.nothingYet}</p>
}

/** Names that were met, to choose from. */
function useKnown({ rows }: List) {
  const { view } = useLive()
  return useMemo(() => {
    const people = new Set<string>()
    const pipelines = new Set(view.locks.map(({ pipeline }) => pipeline))
    for (const row of rows.slice(0, 2_000)) {
      if (row.is !== 'event') continue
      const { by } = row.event
      if (by.via !== 'socket' && by.via !== 'link') people.add(by.name)
      const pipeline = textIn(row.event, 'pipeline')
      if (pipeline !== null) pipelines.add(pipeline)
    }
    return { people: [...people].sort().slice(0, 100), pipelines: [...pipelines].sort().slice(0, 100) }
  }, [rows, view.locks])
}
