import { gadgetTimes } from '@boss-deployer/protocol/gadget'

const MINUTE = 60_000

/** Times and bounds of the server, milliseconds. */
export const times = {
  heartbeat: gadgetTimes.heartbeat,
  /** A kept unlock older than this is dropped. One from the future is too: then a clock was turned. */
  keptFor: 10 * MINUTE,
  clockSlack: MINUTE,
  /** A press that the link did not answer is sent again after the first, doubling to the last. */
  retryFirst: 250,
  retryLast: 5_000,
} as const

export const bounds = {
  /** Pings of one gadget: so many at once, then one a second. */
  pings: 5,
  /** Sends of a press that was not kept, until its boss hears no. */
  attempts: 3,
  /** Presses of one gadget that are not yet dealt with. */
  presses: 8,
  /** Heads that a gadget was shown last. */
  shown: 4,
  resets: 2,
} as const
