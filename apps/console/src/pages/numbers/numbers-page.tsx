import { useQuery } from '@tanstack/react-query'
import { Refused } from '../../api/refused.ts'
import { fetchHere } from '../../api/rest.ts'
import { useAddress } from '../../shell/address.ts'
import { sentence } from '../../show/words.ts'
import { usePage } from '../../ui/context.ts'
import { Queries } from '../queries.tsx'
import { askedIn, readNumbers } from './read.ts'
import { SpanTools } from './span-tools.tsx'
import { Told } from './told.tsx'
import { useNumbersWords } from './words.ts'

const FRESH_MS = 60_000

/** What the record comes to: waits, outcomes, approvals out of hours, time blocked. */
export const NumbersPage = () => (
  <Queries>
    <Body />
  </Queries>
)

function Body() {
  const words = useNumbersWords()
  const { clock } = usePage()
  const { search } = useAddress()
  const asked = askedIn(search)
  const numbers = useQuery({
    queryKey: ['numbers', asked.days, asked.gate],
    queryFn: () => readNumbers(fetchHere, asked, clock.now()),
    placeholderData: (before) => before,
    staleTime: FRESH_MS,
  })
  return (
    <div className="numbers-page" aria-busy={numbers.isFetching}>
      <header className="page-head">
        <div>
          <h1>{words.title}</h1>
          <p className="soft">{words.lead}</p>
        </div>
        <SpanTools asked={asked} />
      </header>
      {numbers.isError && (
        <div className="list-end" role="alert">
          <p>
            {words.failed} {numbers.error instanceof Refused && sentence(numbers.error.message)}
          </p>
          <button type="button" className="button quiet" onClick={() => void numbers.refetch()}>
            {words.again}
          </button>
        </div>
      )}
      {numbers.isFetching && (
        <p className={numbers.data ? 'visually-hidden' : 'list-end soft'} role="status">
          {words.reading}
        </p>
      )}
      {numbers.data && !numbers.isError && <Told numbers={numbers.data} />}
    </div>
  )
}
