import { AUTH_PATH, type AuthDoor, authDoors, type WireError } from '@boss-deployer/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod/mini'
import { isSameOrigin, sessionsIn } from '../auth/session.ts'
import type { HubParts } from '../hub/hub.ts'
import { subjectOf } from '../people/person.ts'
import { carried, personCookies } from '../people/signature.ts'
import { sendProblem } from './problem.ts'

const typed = z.object({ email: z.string() })
const said = z.looseObject({
  message: z.optional(z.string()),
  error_description: z.optional(z.string()),
  user: z.optional(z.looseObject({ id: z.string() })),
  access_token: z.optional(z.string()),
})
/** Where the company sends people back to. */
const CALLBACK = '/callback/:id'
/** What a page never needs: the session is in a cookie that no script reads. */
const secretFields = ['token', 'session'] as const

/** The doors of better-auth, from their table. There is no way in beside them. */
export function addAuthDoors(app: FastifyInstance, parts: HubParts): void {
  for (const door of authDoors) {
    app.route({
      method: door.method,
      url: `${AUTH_PATH}${door.path}`,
      handler: (request, reply) => pass(door, { request, reply, parts }),
    })
  }
}

interface Passing {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly parts: HubParts
}

async function pass(door: AuthDoor, { request, reply, parts }: Passing): Promise<FastifyReply> {
  const { people } = parts
  // A command line has no page: only the two doors of RFC 8628 that it uses are open without one.
  if (door.method === 'POST' && !(door.isStandard ?? false) && !isSameOrigin(request.headers))
    return sendProblem(reply, { code: 'forbidden', message: 'sign in from our own page' })
  const account = door.visit === 'sign-in' ? z.safeParse(typed, request.body) : null
  const email = account?.success ? account.data.email : null
  if (email !== null && !people.mayTryAccount(email))
    return sendProblem(reply, { code: 'too_many', message: 'too many attempts: wait a quarter of an hour' })
  // The library knows of no idle end: what has ended for us is gone before it is asked.
  for (const session of sessionsIn(request.cookies)) await people.prove(session)
  const answer = door.path === CALLBACK ? await backToPage(people.visit(request)) : await people.visit(request)
  const text = await answer.text()
  const content = contentOf(text)
  if (email !== null && answer.ok) people.forgetAttempts(email)
  if (door.visit !== undefined) {
    const person = content?.user ?? (email === null ? null : await people.byEmail(email))
    const isDone = answer.status < 400 && refusalIn(answer) === null
    parts.security({
      event: door.visit,
      outcome: isDone ? 'done' : 'refused',
      subject: person ? subjectOf(person) : await subjectBegun(answer, people),
      address: request.ip,
    })
  }
  return send(door, { answer, text, content }, { reply, parts })
}

/** Whoever came back from the company sees a page, also when they are not let in. */
async function backToPage(visited: Promise<Response>): Promise<Response> {
  const answer = await visited
  if (answer.status < 400) return answer
  const parsed = z.safeParse(z.looseObject({ code: z.string() }), contentOf(await answer.text()))
  const error = new URLSearchParams({ error: parsed.success ? parsed.data.code : 'failed' })
  const headers = new Headers({ location: `/?${error.toString()}` })
  return new Response(null, { status: 302, headers })
}

/** Why somebody is sent back to the page without a session; null: they are not refused. */
function refusalIn({ headers }: Response): string | null {
  const location = headers.get('location')
  return location === null ? null : new URL(location, 'http://localhost').searchParams.get('error')
}

/** Who is signed in by this answer. */
async function subjectBegun({ headers }: Response, people: HubParts['people']): Promise<string | null> {
  for (const cookie of headers.getSetCookie()) {
    const [name = '', value = ''] = cookie.split(';')[0]?.split('=') ?? []
    if (!personCookies.some((each) => each === name) || value === '') continue
    const proven = await people.prove(carried(decodeURIComponent(value)))
    if (proven.ok) return proven.value.subject
  }
  return null
}

function contentOf(text: string): z.infer<typeof said> | null {
  try {
    const parsed = z.safeParse(said, JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

interface Said {
  readonly answer: Response
  readonly text: string
  readonly content: z.infer<typeof said> | null
}

function send(door: AuthDoor, { answer, text, content }: Said, { reply, parts }: Omit<Passing, 'request'>) {
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie)
  const location = answer.headers.get('location')
  if (location !== null && answer.status >= 300 && answer.status < 400) {
    return reply.code(answer.status).header('location', location).send()
  }
  reply.header('cache-control', 'no-store')
  if (!answer.ok && !(door.isStandard ?? false)) {
    return sendProblem(reply, {
      code: codeOf(answer.status),
      message: content?.message ?? content?.error_description ?? 'this was refused',
    })
  }
  reply.code(answer.status).type('application/json')
  if (content === null) return reply.send(text)
  const inHand = content.access_token === undefined ? {} : { access_token: parts.people.carried(content.access_token) }
  const shown = Object.entries({ ...content, ...inHand }).filter(
    ([name]) => !secretFields.some((each) => each === name),
  )
  return reply.send(JSON.stringify(Object.fromEntries(shown)))
}

const codes: Readonly<Record<number, WireError['code']>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  409: 'conflict',
  429: 'too_many',
  503: 'unavailable',
}

const codeOf = (status: number): WireError['code'] => codes[status] ?? (status >= 500 ? 'internal' : 'invalid_message')
