/** What the two generations say differently: "ESP8266 AT Instruction Set" 3.0.5 (AT 1.7), "ESP-AT User Guide" 2.x. */
export interface Words {
  /** The bytes are to follow. */
  readonly prompt: string
  readonly dataHead: (count: number) => string
  readonly notJoined: string
  /** Commands that came later. */
  readonly unknown: readonly string[]
}

export const wordsOf = {
  1: { prompt: '> ', dataHead: (count) => `+CIPRECVDATA,${count}:`, notJoined: 'FAIL', unknown: ['AT+SYSSTORE'] },
  2: { prompt: '\r\n>', dataHead: (count) => `+CIPRECVDATA:${count},`, notJoined: 'ERROR', unknown: [] },
} as const satisfies Readonly<Record<number, Words>>

/** What its boot loader says at a rate of its own, as whoever listens at another hears it. */
export const BOOT_NOISE = Uint8Array.of(0xf8, 0x0c, 0xfe, 0x0d, 0x8c, 0x80, 0x0a, 0xe0, 0xfe, 0x70, 0xc0, 0x9e)

/** An access point, as a modem is told of it. */
export interface AccessPoint {
  readonly ssid: string
  readonly password: string
}

/** The modem's own number for why it is not joined: a wrong password, or nobody of that name. */
export const NOT_JOINED = { password: 2, ssid: 3 } as const

/** The texts among the values of a command: in quotes, with a backslash before what would end them. */
export const textsIn = (values: string): readonly string[] =>
  [...values.matchAll(/"((?:\\.|[^"\\])*)"/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1'))
