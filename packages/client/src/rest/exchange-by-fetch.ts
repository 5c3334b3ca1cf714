import type { WireError } from '@boss-deployer/protocol'
import { fail, ok, type Result } from '../result.ts'
import { type Exchange, type Exchanged, LARGEST_ANSWER, unavailable } from './exchanged.ts'

/** By `fetch`, for browsers and whatever else is not Node.js. Of a failure a browser says only that it failed. */
export async function exchangeByFetch(it: Exchange): Promise<Result<Exchanged, WireError>> {
  const { address, deadlineMs, signal } = it
  const ending = new AbortController()
  const end = () => ending.abort(new Error(`${address.host}: called off`))
  const timer = setTimeout(() => {
    ending.abort(new Error(`no answer from ${address.host} within ${deadlineMs} ms`))
  }, deadlineMs)
  signal?.addEventListener('abort', end)
  if (signal?.aborted) end()
  try {
    return await exchanged(it, ending)
  } catch (error) {
    const reason: unknown = ending.signal.aborted ? ending.signal.reason : error
    return unavailable(reason instanceof Error ? reason.message : `${address.host} hung up`)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
  }
}

async function exchanged(it: Exchange, ending: AbortController): Promise<Result<Exchanged, WireError>> {
  const answer = await fetch(it.address, {
    method: it.method,
    // What would lead elsewhere is an answer without a body here.
    redirect: 'manual',
    signal: ending.signal,
    headers: {
      accept: 'application/json',
      ...(it.token === '' ? {} : { authorization: `Bearer ${it.token}` }),
      ...(it.ifMatch === undefined ? {} : { 'if-match': it.ifMatch }),
      ...(it.body === null ? {} : { 'content-type': 'application/json' }),
    },
    ...(it.body === null ? {} : { body: it.body }),
  })
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = answer.body?.getReader()
  for (;;) {
    const read = await reader?.read()
    if (read === undefined || read.done) break
    size += read.value.length
    if (size > LARGEST_ANSWER) {
      ending.abort()
      return fail({ code: 'internal', message: `the answer is larger than ${LARGEST_ANSWER} bytes` })
    }
    text += decoder.decode(read.value, { stream: true })
  }
  return ok({ status: answer.status, text: text + decoder.decode() })
}
