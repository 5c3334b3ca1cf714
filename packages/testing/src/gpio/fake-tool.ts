// One of the tools of libgpiod: it tells the fake chip how it was called, and says what the chip has it say.
import { connect } from 'node:net'

const socket = connect(process.env.FAKE_GPIO_CHIP ?? '')
socket.write(`${JSON.stringify({ args: process.argv.slice(2) })}\n`)
socket.pipe(process.stdout)
socket.on('end', () => process.exit(1))
socket.on('error', () => process.exit(1))
