import type { Mesh } from './mesh.ts'

const headerBytes = 84
const triangleBytes = 50

/** A binary STL: a header of 80 bytes, the count, then a normal, three corners and two empty bytes a triangle. */
export function writeStl(name: string, { positions, indices }: Mesh): Uint8Array {
  const count = indices.length / 3
  const bytes = new Uint8Array(headerBytes + count * triangleBytes)
  bytes.set(new TextEncoder().encode(`boss-deployer ${name}, millimetres`))
  const view = new DataView(bytes.buffer)
  view.setUint32(80, count, true)
  for (let triangle = 0; triangle < count; triangle += 1) {
    const corners = [...indices.subarray(triangle * 3, triangle * 3 + 3)].map((corner) => [
      ...positions.subarray(corner * 3, corner * 3 + 3),
    ])
    const numbers = [...normalOf(corners), ...corners.flat()]
    numbers.forEach((number, index) => {
      view.setFloat32(headerBytes + triangle * triangleBytes + index * 4, number, true)
    })
  }
  return bytes
}

function normalOf([a = [], b = [], c = []]: readonly (readonly number[])[]): readonly number[] {
  const side = (to: readonly number[]) => [0, 1, 2].map((axis) => (to[axis] ?? 0) - (a[axis] ?? 0))
  const [[ux = 0, uy = 0, uz = 0], [vx = 0, vy = 0, vz = 0]] = [side(b), side(c)]
  const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx]
  const length = Math.hypot(...normal)
  return length === 0 ? normal : normal.map((part) => part / length)
}
