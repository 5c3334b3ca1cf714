import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes, fields } from '@boss-deployer/protocol'
import { runAvrdude, type Step } from '../board/avrdude.ts'
import { findPort } from '../board/ports.ts'
import { type Command, command } from '../command/command.ts'
import { choice, text } from '../command/param.ts'
import { wrongUsage } from '../command/problem.ts'
import { line } from '../terminal/style.ts'

const port = text('--port <port>', 'serial port of the board (default: the only one)', fields.line(4_000))
/** Bootloaders of UNOs since 2011, and those before and of some copies. */
const BAUDS = ['115200', '57600'] as const

const steps: Readonly<Record<Step, string>> = {
  reaching: 'reaching the bootloader',
  writing: 'writing',
  checking: 'reading it back',
}

export const gadgetFlash: Command = command({
  name: 'gadget flash',
  group: 'Administration',
  about: 'write the firmware to an Arduino UNO, by USB',
  more: 'It needs avrdude. The settings of the board stay: they are in its EEPROM.',
  examples: [
    { command: 'boss gadget flash', about: 'the only board that is plugged in' },
    { command: 'boss gadget flash --port /dev/ttyUSB0 --baud 57600', about: 'a copy with an old bootloader' },
  ],
  args: {},
  options: {
    port,
    baud: choice('--baud <rate>', "the bootloader's speed, default 115200", BAUDS),
  },
  async run({ apps, env, out, signal }, input) {
    const hex = join(apps, '..', 'firmware', 'release', 'w5500.hex')
    if (!existsSync(hex)) throw wrongUsage(`${hex} is not there`, 'take a whole copy of this project')
    const at = findPort(input.port)
    await runAvrdude({
      ...{ port: at, hex, env, signal },
      baud: Number(input.baud ?? BAUDS[0]),
      step: (step) => out.tell({ flashing: step, port: at }, line`${out.errorStyle.dim(`...   ${steps[step]}`)}`),
    })
    out.answer({ flashed: at }, [
      line`${out.style.green('ok')}    the firmware is on the board at ${at}`,
      line`Next: ${out.style.bold('boss gadget provision')} tells it who it is.`,
    ])
    return exitCodes.passed
  },
})
