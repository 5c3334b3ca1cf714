const number = new Intl.NumberFormat('en')
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 })
const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

export interface Hours {
  readonly days: readonly number[]
  readonly from: number
  readonly until: number
  readonly zone: string
}

/** What the page of the numbers says. The Spanish has the same shape. */
export const numbers = {
  title: 'Numbers',
  lead: 'What the record comes to.',
  span: 'Time',
  days: (days: number) => `${days} days`,
  gate: 'Gate',
  allGates: 'All gates',
  reading: 'Counting…',
  failed: 'The numbers could not be counted.',
  again: 'Try again',
  nothing: 'Nothing was decided in this time.',
  partial: (from: string) => `So much happened that only what came since ${from} was counted.`,
  more: 'Only the 200 busiest gates and people are listed.',
  number: (count: number) => number.format(count),
  percent: (share: number) => percent.format(share),
  /** `2030-01-31` */
  day: (iso: string) => day.format(Date.parse(iso)),
  never: '–',
  cards: {
    median: 'Median wait',
    medianHint: (count: number) => `from the request to a person’s answer, of ${number.format(count)}`,
    p95: 'Longest wait but for 5 in 100',
    p95Hint: 'the 95th percentile',
    decided: 'Decisions',
    decidedHint: (unlocked: number) => `${number.format(unlocked)} unlocked by a person`,
    outside: 'Approvals out of hours',
    outsideHint: (outside: number, all: number) => `${number.format(outside)} of ${number.format(all)}`,
  },
  hours: ({ days, from, until, zone }: Hours) =>
    `No hours are agreed in the policies: working hours are taken as ${weekdays[days[0] ?? 1] ?? ''} to ${weekdays[days.at(-1) ?? 5] ?? ''}, ${from}:00 to ${until}:00, in your time zone (${zone}).`,
  byDay: 'Decisions by day',
  byOutcome: 'Decisions by outcome',
  waitBy: { gate: 'Waiting time by gate', boss: 'Waiting time by boss' },
  outsideByBoss: 'Approvals out of hours by boss',
  blocked: 'Time blocked',
  asTable: 'As a table',
  columns: {
    day: 'Day',
    outcome: 'Outcome',
    gate: 'Gate',
    boss: 'Boss',
    count: 'Count',
    answered: 'Answered',
    median: 'Median',
    p95: '95 %',
    rejected: 'Rejected',
    approvals: 'Approvals',
    outside: 'Out of hours',
    inside: 'In hours',
    blocked: 'Blocked',
    share: 'Share of the time',
  },
  kinds: {
    unlocked: 'Unlocked by a person',
    through: 'Let through',
    stopped: 'Stopped',
    unanswered: 'Not answered',
  },
  outcomes: {
    unlocked: 'Unlocked',
    released: 'Let through by a release',
    bypassed: 'Let through by a bypass',
    rejected: 'Rejected',
    refused: 'Refused by a block',
    killed: 'Killed by a block',
    expired: 'Expired',
    cancelled: 'Cancelled',
    superseded: 'Superseded',
  },
}
