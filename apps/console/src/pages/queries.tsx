import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { useLive } from '../ui/context.ts'

interface QueriesProps {
  readonly children: ReactNode
}

/**
 * What a page has asked the link for. A refused question is not asked again by itself: the page says what was said. Once
 * the link is back, what failed is asked anew.
 */
export function Queries({ children }: QueriesProps) {
  const [client] = useState(
    () => new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } } }),
  )
  const isLive = useLive().standing.state === 'live'
  useEffect(() => {
    if (isLive) void client.refetchQueries({ predicate: ({ state }) => state.status === 'error' })
  }, [client, isLive])
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}
