import { gadgetTimes } from '@boss-deployer/protocol/gadget'

/** Times of the gadget that are its own affair, milliseconds. */
export const times = {
  ...gadgetTimes,
  /** Two heartbeats missed, and a little for one that is only late. */
  lostAfter: gadgetTimes.heartbeat * gadgetTimes.missedHeartbeats + gadgetTimes.heartbeat / 4,
  pingEvery: 1_000,
  /** A press that was not answered is sent again that often, and for so long. */
  pressRetry: 1_000,
  pressGiveUp: 15_000,
  /** Without the server the colour of the pressed button shows only this long, then amber again. */
  pressFlash: 400,
} as const
