import type { Solid } from '../case/kernel.ts'

/** Triangles of a closed surface: corners as x, y, z in millimetres, and three corners a triangle, counterclockwise. */
export interface Mesh {
  readonly positions: Float32Array
  readonly indices: Uint32Array
}

/** Copies the surface of a solid out of the memory of the kernel. */
export function meshOf(solid: Solid): Mesh {
  const { numProp, vertProperties, triVerts } = solid.getMesh()
  const count = vertProperties.length / numProp
  const positions = new Float32Array(count * 3)
  for (let corner = 0; corner < count; corner += 1) {
    positions.set(vertProperties.subarray(corner * numProp, corner * numProp + 3), corner * 3)
  }
  return { positions, indices: triVerts.slice() }
}
