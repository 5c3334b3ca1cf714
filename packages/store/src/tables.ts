import type { Store } from './store.ts'

/**
 * A value in the one form that every engine writes and reads: text. A time is ISO 8601, a boolean 0 or 1, JSON its
 * text. Null where there is none.
 */
export type Cell = string | null

/** The cells of a row, in the order of its table's columns. */
export type Row = readonly Cell[]

export interface Table {
  readonly name: string
  readonly columns: readonly string[]
  /** The tables whose rows must be there before. */
  readonly refersTo: readonly string[]
}

export interface Reading {
  rows(table: Table): AsyncIterable<readonly Row[]>
}

export interface Writing extends Reading {
  put(table: Table, rows: readonly Row[]): Promise<void>
  /** Makes what the engine keeps for itself about the record. */
  seal(): Promise<void>
}

/**
 * An open store as its tables, whatever they are: for moving all of it elsewhere. It asks the engine which there are, so
 * that a table which somebody adds is never forgotten; what an engine keeps for itself alone is not among them.
 */
export interface Tables {
  readonly store: Store
  list(): Promise<readonly Table[]>
  /** All that is read is of one moment. */
  read<T>(use: (reading: Reading) => Promise<T>): Promise<T>
  /** All that is written is kept, or nothing. */
  write<T>(use: (writing: Writing) => Promise<T>): Promise<T>
}

/** Rows that are held in memory at a time. */
export const PAGE = 1_000

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
