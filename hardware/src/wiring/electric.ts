import { resistors } from './circuit.ts'

export type Colour = 'red' | 'green' | 'blue'
export const colours: readonly Colour[] = ['red', 'green', 'blue']

interface Range {
  readonly least: number
  readonly usual: number
  readonly most: number
}

/** Volts that USB gives (USB 2.0, 7.2.2); the UNO's own fuse and switch take a little of them. */
const supply: Range = { least: 4.6, usual: 5, most: 5.25 }

/** Volts across common RGB LEDs of 5 mm at 10 to 20 mA, as their sellers' tables give them. */
const forward: Readonly<Record<Colour, Range>> = {
  red: { least: 1.8, usual: 2, most: 2.4 },
  green: { least: 2.8, usual: 3.1, most: 3.5 },
  blue: { least: 2.8, usual: 3.1, most: 3.5 },
}

/** Volts across a saturated BC337 at 50 mA, and from its base to its emitter. */
const saturated: Range = { least: 0.05, usual: 0.1, most: 0.3 }
const baseEmitter: Range = { least: 0.6, usual: 0.75, most: 0.9 }

/** Ohms of an output of the ATmega328P: at most 0.8 V are lost at 20 mA (datasheet, V_OH), usually 0.5 V. */
const output: Range = { least: 0, usual: 25, most: 40 }

const tolerance = 0.05
const milli = 1_000

type Case = 'least' | 'usual' | 'most'

/** The other end of a range: what makes a current larger where it is less. */
const opposite: Readonly<Record<Case, Case>> = { least: 'most', usual: 'usual', most: 'least' }
const resistance = (ohms: number, current: Case): number =>
  current === 'usual' ? ohms : ohms * (current === 'most' ? 1 - tolerance : 1 + tolerance)

const through = (volts: number, ohms: number, current: Case): number =>
  (milli * volts) / (resistance(ohms, current) + output[opposite[current]])

/** Milliamperes of one colour of the one LED that is on; each LED is on for a fifth of the time. */
export const currentOf = (colour: Colour, current: Case): number =>
  through(
    supply[current] - forward[colour][opposite[current]] - saturated[opposite[current]],
    resistors[colour],
    current,
  )

/** Milliamperes into the base of the transistor that is on. */
export const baseCurrent = (current: Case): number =>
  through(supply[current] - baseEmitter[opposite[current]], resistors.base, current)

/** Milliamperes of the sounder at the moment it is switched: a piezo is a capacitor, and lets nothing through at rest. */
export const piezoPeak = (): number => through(supply.most, resistors.piezo, 'most')

/** What a pin sources at most, when all that can be on is on. */
export const mostOfPin = {
  colour: (colour: Colour) => currentOf(colour, 'most'),
  select: () => baseCurrent('most'),
  piezo: piezoPeak,
} as const

/** How much of its gain a transistor needs: its collector current at most, by its base current at least. */
export const neededGain = (): number =>
  colours.reduce((sum, colour) => sum + currentOf(colour, 'most'), 0) / baseCurrent('least')
