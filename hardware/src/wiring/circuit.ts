import type { Pin } from './pins.ts'

/** One line from the UNO: through what it goes, and to what. */
export interface Connection {
  readonly pin: string
  readonly role: Role
  readonly through: string
  readonly to: string
}

export type Role = 'button' | 'colour' | 'select' | 'piezo' | 'display' | 'power' | 'shield'

/** Ohms, of 5 %; `electric.ts` reckons what flows, and its tests what may. */
export const resistors = { red: 180, green: 150, blue: 150, base: 1_000, piezo: 330 } as const

const names: Readonly<Record<string, Omit<Connection, 'pin'>>> = {
  BUTTON_UNLOCK: { role: 'button', through: '', to: 'big button: snap switch, COM; its NO to GND' },
  BUTTON_RELEASE: { role: 'button', through: '', to: 'green push button; its other leg to GND' },
  BUTTON_BLOCK: { role: 'button', through: '', to: 'red push button; its other leg to GND' },
  RED: { role: 'colour', through: `R1 ${resistors.red} Ω`, to: 'red anodes of all five LEDs' },
  GREEN: { role: 'colour', through: `R2 ${resistors.green} Ω`, to: 'green anodes of all five LEDs' },
  BLUE: { role: 'colour', through: `R3 ${resistors.blue} Ω`, to: 'blue anodes of all five LEDs' },
  ...Object.fromEntries([0, 1, 2, 3, 4].map((light) => [`LIGHT_${light}`, selectOf(light)])),
  PIEZO: { role: 'piezo', through: `R9 ${resistors.piezo} Ω`, to: 'piezo sounder; its other leg to GND' },
  NETWORK_SELECT: { role: 'shield', through: '', to: 'the W5500 of the shield: nothing to wire' },
  SPI_OUT: { role: 'shield', through: '', to: 'the W5500 of the shield: nothing to wire' },
  SPI_CLOCK: { role: 'shield', through: '', to: 'the W5500 of the shield: nothing to wire' },
}

function selectOf(light: number): Omit<Connection, 'pin'> {
  const to = `base of Q${light + 1}; its collector to the cathode of light ${light + 1}, its emitter to GND`
  return { role: 'select', through: `R${light + 4} ${resistors.base / 1_000} kΩ`, to }
}

/** What the chip does with pins of its own, which the header only tells. */
const fixed: readonly Connection[] = [
  { pin: 'A4', role: 'display', through: '', to: 'SDA of the display' },
  { pin: 'A5', role: 'display', through: '', to: 'SCL of the display' },
  { pin: '5V', role: 'power', through: '', to: 'VCC of the display' },
  { pin: 'GND', role: 'power', through: '', to: 'GND of the display, emitters, buttons, sounder' },
]

/** Every line of the wiring, from the pins of the firmware. Throws on a pin that it does not know. */
export function connectionsOf(pins: readonly Pin[]): readonly Connection[] {
  const missing = Object.keys(names).filter((name) => !pins.some((pin) => pin.name === name))
  if (missing.length > 0) throw new Error(`the firmware has no pin for ${missing.join(', ')}`)
  const ours = pins.map(({ name, board }): Connection => {
    const connection = names[name]
    if (!connection) throw new Error(`nothing is wired to ${name}`)
    return { pin: board, ...connection }
  })
  const taken = fixed.find(({ pin }) => ours.some((connection) => connection.pin === pin))
  if (taken) throw new Error(`${taken.pin} is the display's`)
  return [...ours, ...fixed]
}
