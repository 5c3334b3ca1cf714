/** What carries the gadget's TCP on its board, bridged to sockets of this machine. */
export interface Chip {
  /** D10: the W5500's select, or what switches the modem on. */
  select(isHigh: boolean): void
  /** One byte over SPI, both ways. */
  exchange(byte: number): number
  /** One byte over the UART, said at that baud. */
  hear(byte: number, baud: number): void
  /** Pulls the cable or takes the access point away, or gives it back. */
  setLink(isUp: boolean): void
  /** Where a port of the chip is on this machine, once the firmware listens on it; null before. */
  portOf(port: number): number | null
  close(): void
}

export const variants = ['w5500', 'espat'] as const
export type Variant = (typeof variants)[number]
