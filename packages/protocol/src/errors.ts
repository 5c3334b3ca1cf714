/** How a process of ours ends. 0 is a stored claim and nothing else. */
export const exitCodes = {
  passed: 0,
  notAllowed: 1,
  usage: 2,
  rejected: 3,
  expired: 4,
  gaveUp: 5,
  unreachable: 6,
  stillWaiting: 7,
} as const

interface ErrorRow {
  readonly status: number
  readonly exit: number
  /** Whether the same message may succeed later, unchanged. */
  readonly isRetryable: boolean
  readonly title: string
}

/** Every error code there is, once. HTTP status, exit code, retryability and docs are read off this table. */
export const errorTable = {
  invalid_message: {
    status: 400,
    exit: exitCodes.usage,
    isRetryable: false,
    title: 'The message is not as the protocol says',
  },
  unauthenticated: {
    status: 401,
    exit: exitCodes.usage,
    isRetryable: false,
    title: 'The token, code or MAC is missing or not valid',
  },
  forbidden: {
    status: 403,
    exit: exitCodes.notAllowed,
    isRetryable: false,
    title: 'Not allowed for this token, role, gate or policy',
  },
  self_approval: {
    status: 403,
    exit: exitCodes.notAllowed,
    isRetryable: false,
    title: 'Nobody unlocks what they asked for themselves',
  },
  not_passed: {
    status: 403,
    exit: exitCodes.notAllowed,
    isRetryable: true,
    title: 'The gate does not let this one through',
  },
  not_found: { status: 404, exit: exitCodes.usage, isRetryable: false, title: 'There is nothing of this name' },
  lock_not_found: { status: 404, exit: exitCodes.notAllowed, isRetryable: false, title: 'There is no such lock' },
  gate_not_found: { status: 404, exit: exitCodes.usage, isRetryable: false, title: 'There is no such gate' },
  gate_locked: {
    status: 409,
    exit: exitCodes.notAllowed,
    isRetryable: false,
    title: 'A lock waits at or below this gate',
  },
  gate_blocked: { status: 409, exit: exitCodes.notAllowed, isRetryable: false, title: 'The gate is blocked' },
  not_approved: {
    status: 409,
    exit: exitCodes.notAllowed,
    isRetryable: true,
    title: 'Nobody has unlocked this lock yet',
  },
  lock_ended: { status: 409, exit: exitCodes.notAllowed, isRetryable: false, title: 'This lock has ended' },
  conflict: { status: 409, exit: exitCodes.notAllowed, isRetryable: false, title: 'Something else was decided before' },
  precondition_failed: {
    status: 412,
    exit: exitCodes.notAllowed,
    isRetryable: false,
    title: 'It was changed since it was read: look again',
  },
  precondition_required: {
    status: 428,
    exit: exitCodes.usage,
    isRetryable: false,
    title: 'Say which version is to be changed, by If-Match',
  },
  too_large: { status: 413, exit: exitCodes.usage, isRetryable: false, title: 'The message is too large' },
  too_many: { status: 429, exit: exitCodes.notAllowed, isRetryable: true, title: 'Too many at once: try again later' },
  internal: {
    status: 500,
    exit: exitCodes.notAllowed,
    isRetryable: true,
    title: 'The link failed: ask what is true now',
  },
  unavailable: {
    status: 503,
    exit: exitCodes.unreachable,
    isRetryable: true,
    title: 'The link cannot decide now: try again',
  },
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof errorTable
export const errorCodes = Object.keys(errorTable) as readonly ErrorCode[]
export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorTable, text)

export interface WireError {
  readonly code: ErrorCode
  readonly message: string
  /** Further members of the problem details, in the code's names. */
  readonly more?: Readonly<Record<string, string | null>>
}

/** How a process ends whose lock ended like this. */
export const exitOfEnd = {
  rejected: exitCodes.rejected,
  killed: exitCodes.notAllowed,
  expired: exitCodes.expired,
  cancelled: exitCodes.gaveUp,
  superseded: exitCodes.gaveUp,
} as const
