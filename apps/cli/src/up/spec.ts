import { join } from 'node:path'

/** A process of ours: which app, and with what. */
export interface Spec {
  readonly name: 'link' | 'server' | 'gadget'
  readonly script: string
  readonly args: readonly string[]
  /** What is secret: everybody on the machine can read the arguments of a process. */
  readonly env?: NodeJS.ProcessEnv
}

/** Where a part keeps its data, within the data folder. */
export interface Places {
  readonly data: string
  /** The folder that holds the built apps. */
  readonly apps: string
  /** What the gadget runs on, if not in software: the firmware on an emulated board, or pins of this machine. */
  readonly on?: 'board' | 'gpio' | undefined
}

const scriptOf = ({ apps }: Places, name: Spec['name']) => join(apps, name, 'dist', 'main.js')

export const serverConfigOf = (data: string): string => join(data, 'server', 'config.json')
export const gadgetConfigOf = (data: string): string => join(data, 'gadget', 'config.json')

/** Where the link of a data folder keeps its record, unless it is told otherwise. */
export const linkStoreOf = (data: string): string => join(data, 'link', 'link.sqlite')

export const linkSpec = (places: Places, { port, tokenFile }: { port: number; tokenFile: string }): Spec => ({
  name: 'link',
  script: scriptOf(places, 'link'),
  args: ['--data', join(places.data, 'link'), '--port', String(port), '--host', '127.0.0.1', '--token-file', tokenFile],
})

export const serverSpec = (places: Places, { port, config }: { port: number; config: string }): Spec => ({
  name: 'server',
  script: scriptOf(places, 'server'),
  args: ['--config', config, '--data', join(places.data, 'server'), '--port', String(port)],
})

export const gadgetSpec = (
  places: Places,
  { port, facePort, config }: { port: number; facePort: number; config: string },
): Spec => ({
  name: 'gadget',
  script: scriptOf(places, 'gadget'),
  args: [
    ...['--config', config, '--data', join(places.data, 'gadget')],
    ...['--port', String(port), '--face-port', String(facePort), ...(places.on ? [`--${places.on}`] : [])],
  ],
})
