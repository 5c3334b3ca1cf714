import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'

interface QueriesProps {
  readonly children: ReactNode
}

/** What a page has asked the link for. A refused question is not asked again by itself: the page says what was said. */
export function Queries({ children }: QueriesProps) {
  const [client] = useState(
    () => new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } } }),
  )
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}
