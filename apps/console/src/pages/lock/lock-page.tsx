import { Link } from '../../shell/link.tsx'
import type { PageProps } from '../../shell/routes.ts'
import type { WireError } from '../../view/wire.ts'
import { Queries } from '../queries.tsx'
import { ShownLockPage } from './shown-lock.tsx'
import { useLock } from './use-lock.ts'
import { useLockWords } from './words.ts'

/** One lock at its own address: what to decide by, the answers, and what happened to it. */
export const LockPage = ({ params: { uuid = '' } }: PageProps) => (
  <Queries>
    <Asked uuid={uuid} />
  </Queries>
)

interface AskedProps {
  readonly uuid: string
}

function Asked({ uuid }: AskedProps) {
  const { loading } = useLockWords()
  const { answer, again } = useLock(uuid)
  if (!answer) {
    return (
      <p className="loading" role="status">
        {loading}
      </p>
    )
  }
  return answer.ok ? <ShownLockPage shown={answer.value} /> : <NotShown error={answer.error} onAgain={again} />
}

interface NotShownProps {
  readonly error: WireError
  readonly onAgain: () => void
}

function NotShown({ error, onAgain }: NotShownProps) {
  const words = useLockWords()
  const isMissing = error.code === 'lock_not_found' || error.code === 'invalid_message'
  return (
    <div className="nowhere">
      <h1>{isMissing ? words.notFound : words.failed}</h1>
      {!isMissing && (
        <button type="button" className="button quiet" onClick={onAgain}>
          {words.again}
        </button>
      )}
      <p>
        <Link to="/">{words.toNow}</Link>
      </p>
    </div>
  )
}
