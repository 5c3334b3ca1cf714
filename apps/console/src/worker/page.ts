/** How long the link may take to answer with a page, milliseconds. */
const WITHIN_MS = 3_000

interface Sources {
  readonly fetch: (request: Request, init: RequestInit) => Promise<Response>
  /** The page that was kept when this worker was installed. */
  readonly kept: () => Promise<Response | undefined>
}

/** The page that the link has; where it does not answer in time, or is not there behind its proxy, the one that was kept. */
export async function pageOf(request: Request, { fetch, kept }: Sources, withinMs = WITHIN_MS): Promise<Response> {
  try {
    const page = await fetch(request, { signal: AbortSignal.timeout(withinMs) })
    return page.status < 500 ? page : ((await kept()) ?? page)
  } catch {
    return (await kept()) ?? Response.error()
  }
}
