import type { Enrolled, GadgetPath, Gate, KeptPress, Press } from './state.ts'

/** A message from a gadget, as it came. Absent headers are empty. */
export interface Arrived {
  readonly method: string
  readonly path: string
  readonly gadget: string
  readonly session: string
  readonly counter: string
  readonly mac: string
  readonly body: string
}

/** How the link answered a press: `unsure` when it did not, or says that it may succeed later. */
export type LinkAnswer = 'accepted' | 'refused' | 'unsure'

export type Input =
  /** What was on the disk at the start. */
  | { readonly type: 'recovered'; readonly kept: readonly KeptPress[] }
  | { readonly type: 'tick' }
  /** `random`: 16 bytes in hex for the session that a ping opens. */
  | { readonly type: 'arrived'; readonly message: Arrived; readonly random: string }
  /** How a message to a gadget went: an HTTP status, a torn connection, or no answer in time. */
  | { readonly type: 'called'; readonly gadget: string; readonly outcome: number | 'reset' | 'failed' }
  | { readonly type: 'stored'; readonly record: StoredRecord }
  | { readonly type: 'store-failed'; readonly record: StoredRecord }
  /** The link welcomes us, and tells of every gate. */
  | { readonly type: 'link-up'; readonly gates: readonly Gate[] }
  | { readonly type: 'link-lost' }
  | { readonly type: 'enrolled'; readonly gadgets: readonly { readonly id: string; readonly gate: string }[] }
  /** Somebody wants to see its lights. */
  | { readonly type: 'test'; readonly gadget: string }
  | { readonly type: 'gates'; readonly gates: readonly Gate[] }
  | { readonly type: 'answered'; readonly gadget: string; readonly counter: number; readonly answer: LinkAnswer }

/** What has to be on the disk before anything follows from it. */
export type StoredRecord =
  | { readonly type: 'keep'; readonly kept: KeptPress }
  | { readonly type: 'boot'; readonly gadget: string; readonly boot: number }

export type Effect =
  | { readonly type: 'store'; readonly record: StoredRecord }
  | { readonly type: 'forget'; readonly gadget: string; readonly counter: number }
  | {
      readonly type: 'call'
      readonly gadget: Enrolled
      readonly path: GadgetPath
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
  /** To the link. `note` says when it was pressed, for one that was kept. */
  | { readonly type: 'send'; readonly press: Press; readonly note: string | null }
  | { readonly type: 'log'; readonly level: 'info' | 'warn'; readonly message: string; readonly gadget: string }

export interface Stepped<S> {
  readonly state: S
  readonly effects: readonly Effect[]
}
