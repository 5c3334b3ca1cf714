import type { WireError } from '@boss-deployer/protocol'
import { fail, ok, type Result } from '../result.ts'
import { type Exchange, type Exchanged, LARGEST_ANSWER, unavailable } from './exchanged.ts'

/** By Node's own http, which starts as fast as Node does. */
export function exchangeByHttp(it: Exchange): Promise<Result<Exchanged, WireError>> {
  const { promise, settle } = settled<Result<Exchanged, WireError>>()
  // Loaded when needed: a program that asks by http does not wait for TLS.
  const { request: open } = process.getBuiltinModule(it.address.protocol === 'https:' ? 'node:https' : 'node:http')
  const request = open(it.address, {
    method: it.method,
    agent: false,
    ...(it.signal ? { signal: it.signal } : {}),
    headers: {
      accept: 'application/json',
      ...(it.token === '' ? {} : { authorization: `Bearer ${it.token}` }),
      ...(it.ifMatch === undefined ? {} : { 'if-match': it.ifMatch }),
      ...(it.body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(it.body) }),
    },
  })
  const timer = setTimeout(() => {
    settle(unavailable(`no answer from ${it.address.host} within ${it.deadlineMs} ms`))
    request.destroy()
  }, it.deadlineMs)
  request.on('error', (error: NodeJS.ErrnoException) => {
    settle(unavailable(`${it.address.host}: ${error.code ?? error.message}`))
  })
  request.on('close', () => {
    clearTimeout(timer)
    settle(unavailable(`${it.address.host} hung up`))
  })
  request.on('response', (response) => {
    const chunks: Buffer[] = []
    let size = 0
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size <= LARGEST_ANSWER) return
      settle(fail({ code: 'internal', message: `the answer is larger than ${LARGEST_ANSWER} bytes` }))
      request.destroy()
    })
    response.on('error', () => settle(unavailable(`${it.address.host} hung up`)))
    response.on('end', () => {
      if (!response.complete) return
      settle(ok({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }))
    })
  })
  request.end(it.body ?? undefined)
  return promise
}

function settled<T>() {
  let settle: (value: T) => void = () => {}
  const promise = new Promise<T>((resolve) => {
    settle = resolve
  })
  return { promise, settle: (value: T) => settle(value) }
}
