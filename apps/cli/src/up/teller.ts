import type { Spec } from './spec.ts'

export type Part = Spec['name']
export type Port = Part | 'face'

/** What is told while it runs. */
export interface Teller {
  portTaken(port: Port, wanted: number, got: number): void
  starting(part: Part): void
  ready(part: Part, url: string): void
  died(part: Part, lastLines: readonly string[], restartsInMs: number): void
}
