import { createInterface } from 'node:readline/promises'
import { type Readable, Writable } from 'node:stream'

/** What somebody types, or what is piped in. */
export interface Input {
  readonly isTerminal: boolean
  /** All of it; null where it is longer than `most` code units. */
  readAll(most: number): Promise<string | null>
  /** Asks for a line that is not shown while it is typed; empty at the end of the input. */
  askSecret(question: string, signal: AbortSignal): Promise<string>
  /** Asks for y or n; only y is a yes, and the end of the input is none. */
  confirm(question: string, signal: AbortSignal): Promise<boolean>
}

export function makeInput(stdin: Readable & { readonly isTTY?: boolean }, stderr: Writable): Input {
  return {
    isTerminal: stdin.isTTY === true,
    async readAll(most) {
      let text = ''
      for await (const chunk of stdin.setEncoding('utf8')) {
        text += String(chunk)
        if (text.length > most) return null
      }
      return text
    },
    async askSecret(question, signal) {
      stderr.write(question)
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
      const lines = createInterface({ input: stdin, output: nowhere, terminal: true })
      const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
      try {
        return await Promise.race([lines.question('', { signal }), closed])
      } finally {
        lines.close()
        stderr.write('\n')
      }
    },
    async confirm(question, signal) {
      const lines = createInterface({ input: stdin, output: stderr })
      const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
      try {
        const said = await Promise.race([lines.question(`${question} [y/N] `, { signal }), closed])
        return /^y(es)?$/i.test(said.trim())
      } catch (error) {
        if (signal.aborted) return false
        throw error
      } finally {
        lines.close()
      }
    },
  }
}
