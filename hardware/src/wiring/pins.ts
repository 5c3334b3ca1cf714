/** What `firmware/board/pins.h` says of one pin. */
export interface Pin {
  /** As in the firmware, without `PIN_`. */
  readonly name: string
  /** As it is printed on the UNO: D0 to D13, A0 to A5. */
  readonly board: string
  /** The port of the chip, such as PD3: the sums of currents are limited by port. */
  readonly port: string
  /** What the comment beside it says it is on the board. */
  readonly said: string | null
}

/** Where the bits of each port are on an UNO R3. */
const firstOf: Readonly<Record<string, { readonly letter: string; readonly first: number; readonly count: number }>> = {
  B: { letter: 'D', first: 8, count: 6 },
  C: { letter: 'A', first: 0, count: 6 },
  D: { letter: 'D', first: 0, count: 8 },
}

/** Reads every `#define PIN_…` of the header. Throws on one that is no pin of an UNO, and on two for one pin. */
export function readPins(header: string): readonly Pin[] {
  const pins = [...header.matchAll(/^#define PIN_(\w+) P([A-D])(\d)(?:\s*\/\/ ?([DA]\d+))?/gm)].map(
    ([, name = '', port = '', bit = '', said]): Pin => ({
      name,
      board: boardName(port, Number(bit)),
      port: `P${port}${bit}`,
      said: said ?? null,
    }),
  )
  const count = [...header.matchAll(/^#define PIN_/gm)].length
  if (pins.length === 0 || pins.length !== count) throw new Error(`${count} pins are defined, ${pins.length} were read`)
  const twice = pins.find(({ port }, at) => pins.findIndex((other) => other.port === port) !== at)
  if (twice) throw new Error(`${twice.board} is used twice`)
  return pins
}

function boardName(port: string, bit: number): string {
  const place = firstOf[port]
  if (!place || bit >= place.count) throw new Error(`P${port}${bit} is no pin of an UNO`)
  return `${place.letter}${place.first + bit}`
}
