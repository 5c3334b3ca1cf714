/** Small facts about a record that are not part of it, such as how far its heads were posted. */
export interface Notes {
  get(name: string): Promise<string | null>
  /** Writes a note when it is still what the caller knows (null: there is none). False when somebody was faster. */
  swap(name: string, known: string | null, text: string): Promise<boolean>
}

/** `check` throws once the store is closed. */
export function memoryNotes(check: () => unknown): Notes {
  const notes = new Map<string, string>()
  return {
    get: async (name) => {
      check()
      return notes.get(name) ?? null
    },
    swap: async (name, known, text) => {
      check()
      if ((notes.get(name) ?? null) !== known) return false
      notes.set(name, text)
      return true
    },
  }
}
