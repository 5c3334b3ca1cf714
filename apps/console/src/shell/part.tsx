import { type ComponentType, lazy } from 'react'
import { ErrorBoundary } from 'react-error-boundary'
import { useWords } from '../words/words.ts'
import { patiently } from './patiently.ts'

/**
 * A part of the console that is loaded when it is first drawn; what stands there until then is said by the `Suspense`
 * around it. One that does not come leaves the rest of the page as it is.
 */
export function part<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Loaded = lazy(async () => ({ default: await patiently(load) }))
  return function Part(props: Props) {
    return (
      <ErrorBoundary FallbackComponent={NotLoaded}>
        <Loaded {...props} />
      </ErrorBoundary>
    )
  }
}

function NotLoaded() {
  const { notLoaded, reload } = useWords().shell
  return (
    <p className="not-loaded" role="alert">
      {notLoaded}{' '}
      <button type="button" className="button" onClick={() => location.reload()}>
        {reload}
      </button>
    </p>
  )
}
