import type { Act } from './fingers.ts'
import { type ButtonName, type Deed, deed, type FaceState, faceState } from './state.ts'

/** Hears the gadget; null while it is not heard. The browser comes back by itself. */
export function hear(tell: (state: FaceState | null) => void): void {
  const events = new EventSource('/events')
  events.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const parsed = faceState.safeParse(typeof data === 'string' ? JSON.parse(data) : null)
    if (parsed.success) tell(parsed.data)
  })
  events.addEventListener('error', () => tell(null))
}

let last: Promise<unknown> = Promise.resolve()

/** Moves a finger on the gadget, in the order of the fingers here. Null when the gadget was not reached. */
export function touch(button: ButtonName, act: Act): Promise<Deed | null> {
  const done = last.then(() => send(button, act))
  last = done
  return done
}

async function send(button: ButtonName, act: Act): Promise<Deed | null> {
  try {
    const answer = await fetch('/button', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ button, act }),
    })
    const parsed = deed.safeParse(await answer.json())
    return answer.ok && parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
