/** What a fake link does with a message. `Raw` is sent as it is, however wrong. */
export type Reply =
  | { readonly does: 'answer'; readonly raw: unknown }
  | { readonly does: 'answer-twice'; readonly raw: unknown; readonly again: unknown }
  | { readonly does: 'keep-silent' }
  | { readonly does: 'cut' }

/** Answers a message; a promise that the test holds makes the answer late. */
export type Handler = (message: never, count: number) => Reply | Promise<Reply>

/** Accepted, with this content. */
export const good = (content: object = {}): Reply => ({ does: 'answer', raw: { ok: true, ...content } })
/** Refused, with this code. */
export const bad = (code: string, message = code): Reply => ({
  does: 'answer',
  raw: { ok: false, error: { code, message } },
})
/** Whatever this is, it is not an answer. */
export const garbage = (raw: unknown): Reply => ({ does: 'answer', raw })
/** The same acknowledgement a second time, with other words in it. */
export const twice = (content: object, again: object): Reply => ({
  does: 'answer-twice',
  raw: { ok: true, ...content },
  again: { ok: true, ...again },
})
export const silence: Reply = { does: 'keep-silent' }
/** The connection breaks instead of an answer. */
export const cut: Reply = { does: 'cut' }

/** A promise that the test settles. */
export function held<T>() {
  let settle: (value: T) => void = () => {}
  const promise = new Promise<T>((resolve) => {
    settle = resolve
  })
  return { promise, settle: (value: T) => settle(value) }
}
