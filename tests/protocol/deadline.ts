/** How long anything that has to come may take, milliseconds. Nothing waits this long unless it fails. */
export const DEADLINE_MS = 15_000

/** Gives what comes, or says in words what did not come in time. */
export async function inTime<T>(coming: Promise<T>, what: string, deadlineMs = DEADLINE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${deadlineMs} ms: ${what}`)), deadlineMs)
  })
  try {
    return await Promise.race([coming, late])
  } finally {
    clearTimeout(timer)
  }
}
