import type { Kernel } from '../case/kernel.ts'
import { drawScene } from '../pictures/picture.ts'
import { scenes } from '../pictures/scenes.ts'
import { connectionsOf } from '../wiring/circuit.ts'
import { drawWiring } from '../wiring/diagram.ts'
import { writeWiring } from '../wiring/page.ts'
import { readPins } from '../wiring/pins.ts'
import { modelFiles } from './export.ts'

/**
 * Every file that is made here and kept beside the code, by its path in `hardware/`: the pictures, the wiring, and what
 * whoever has a printer but no Node.js needs. `header` is `firmware/board/pins.h`.
 */
export function keptFiles(kernel: Kernel, header: string): ReadonlyMap<string, string | Uint8Array> {
  const connections = connectionsOf(readPins(header))
  const released = [...modelFiles(kernel)].filter(([name]) => !name.endsWith('.stl'))
  return new Map<string, string | Uint8Array>([
    ['wiring.svg', drawWiring(connections)],
    ['wiring.md', writeWiring(connections)],
    ...scenes.map((scene): [string, string] => [`pictures/${scene.name}.svg`, drawScene(kernel, scene)]),
    ...released.map(([name, bytes]): [string, Uint8Array] => [`release/${name}`, bytes]),
  ])
}
