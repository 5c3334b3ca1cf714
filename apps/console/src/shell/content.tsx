import { Suspense } from 'react'
import { Now } from '../ui/now.tsx'
import { useWords } from '../words/words.ts'
import { useAddress } from './address.ts'
import { Link } from './link.tsx'
import { routeOf } from './routes.ts'

/** The page that the address asks for. */
export function Content() {
  const { path } = useAddress()
  const { shell } = useWords()
  if (path === '/') return <Now />
  const route = routeOf(path)
  if (!route) {
    return (
      <div className="nowhere">
        <h1>{shell.notFound}</h1>
        <Link to="/">{shell.toNow}</Link>
      </div>
    )
  }
  const { Page, params } = route
  return (
    <Suspense
      fallback={
        <p className="loading" role="status">
          {shell.loading}
        </p>
      }
    >
      <Page params={params} />
    </Suspense>
  )
}
