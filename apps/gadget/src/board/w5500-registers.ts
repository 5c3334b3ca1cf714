/** Sn_SR, W5500 datasheet 1.1.0, 4.2. */
export const status = {
  closed: 0x00,
  init: 0x13,
  listen: 0x14,
  synSent: 0x15,
  established: 0x17,
  finWait: 0x18,
  closeWait: 0x1c,
  udp: 0x22,
} as const
/** Sn_MR, 4.2: the protocol in its lower half, and the bit that keeps broadcasts out. */
export const mode = { tcp: 0x01, udp: 0x02, protocol: 0x0f, noBroadcast: 0x40 } as const
/** Sn_CR, 4.2. */
export const command = {
  open: 0x01,
  listen: 0x02,
  connect: 0x04,
  disconnect: 0x08,
  close: 0x10,
  send: 0x20,
  sendMac: 0x21,
  receive: 0x40,
} as const
/** Sn_IR, 4.2. */
export const interrupt = { connected: 1, disconnected: 2, received: 4, timeout: 8, sent: 16 } as const
/** Socket registers, 3.2. */
export const reg = {
  mode: 0x00,
  command: 0x01,
  interrupt: 0x02,
  status: 0x03,
  port: 0x04,
  toHardware: 0x06,
  toAddress: 0x0c,
  toPort: 0x10,
  rxKilobytes: 0x1e,
  txKilobytes: 0x1f,
  txFree: 0x20,
  txRead: 0x22,
  txWrite: 0x24,
  rxSize: 0x26,
  rxRead: 0x28,
  rxWrite: 0x2a,
} as const
export const READ_ONLY: readonly number[] = [0x03, 0x20, 0x21, 0x22, 0x23, 0x26, 0x27, 0x2a, 0x2b]
export const REGISTERS = 0x30
/** What a socket has for each direction unless told. */
export const BUFFER = 2_048
