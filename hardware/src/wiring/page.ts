import { type Connection, resistors } from './circuit.ts'
import { baseCurrent, colours, currentOf, neededGain, piezoPeak } from './electric.ts'

const mA = (current: number): string => current.toFixed(1)

/** The wiring in words and figures, as Markdown. */
export function writeWiring(connections: readonly Connection[]): string {
  const rows = connections.map(({ pin, through, to }) => `| ${pin} | ${through || '-'} | ${to} |`)
  const lights = colours.map(
    (colour, at) =>
      `| R${at + 1}, ${colour} | ${resistors[colour]} Ω | ${mA(currentOf(colour, 'least'))} | ${mA(currentOf(colour, 'usual'))} | ${mA(currentOf(colour, 'most'))} |`,
  )
  return `<!-- Made by \`npm run drawings\` from firmware/board/pins.h. -->

# Wiring

![The wiring of the gadget](wiring.svg)

| UNO | through | to |
|---|---|---|
${rows.join('\n')}

## What flows

Milliamperes while it is on; at the least and at the most of supply (4.6 to 5.25 V), LED, transistor, resistor (5 %) and
output of the chip.

| part | value | least | usual | most |
|---|---|---|---|---|
${lights.join('\n')}
| R4 to R8, base | ${resistors.base} Ω | ${mA(baseCurrent('least'))} | ${mA(baseCurrent('usual'))} | ${mA(baseCurrent('most'))} |
| R9, sounder, at the moment it switches | ${resistors.piezo} Ω | | | ${mA(piezoPeak())} |

- A pin of the ATmega328P is specified for 20 mA, the whole chip for 200 mA. No pin comes to 20 mA here, and all of them
  together stay under 150 mA, even if a mistake of the firmware set every one of them high.
- One light is on at a time, for a millisecond in five, so one resistor a colour serves all five. What a light takes on
  the average is a fifth of the table. An LED that stays on by mistake is not harmed.
- A transistor has to amplify ${neededGain().toFixed(0)} times at the most; a BC337 does 100 times and more.
- Each line of a colour and of a light is high when it is on. While the board starts all of them are open, and all lights
  are dark.
- D4 is high at rest: low would select the SD card. A piezo lets nothing through then. A magnetic buzzer would take
  ${mA(piezoPeak())} mA all the time.
`
}
