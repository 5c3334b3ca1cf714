/** What the core refuses, as a value. The codes are rows of the one table of error codes. */
export interface GateError {
  readonly code: GateErrorCode
  /** One sentence that says what to do next. */
  readonly message: string
}

/** What the core refuses for. */
export type GateErrorCode =
  | 'invalid_message'
  | 'unauthenticated'
  | 'forbidden'
  | 'self_approval'
  | 'lock_not_found'
  | 'gate_not_found'
  | 'gate_locked'
  | 'gate_blocked'
  | 'not_approved'
  | 'lock_ended'
  | 'conflict'
  | 'precondition_failed'
  | 'too_many'
