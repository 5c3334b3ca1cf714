import type { Vec3 } from '../case/kernel.ts'
import type { Mesh } from '../files/mesh.ts'
import { dot } from './camera.ts'

/** A flat piece of surface that is seen, with the lines that are drawn on it. */
export interface Facet {
  readonly corners: readonly Vec3[]
  /** For each corner, whether the edge from it to the next one is drawn. */
  readonly drawn: readonly boolean[]
  readonly normal: Vec3
  readonly offset: number
  readonly paint: Paint
}

export interface Paint {
  /** As six hex digits, in full light. */
  readonly colour: string
  /** Shines by itself. */
  readonly isLit?: boolean
}

/** Edges that turn by more than this are drawn: about 25 degrees. */
const sharp = Math.cos((25 * Math.PI) / 180)

/** The triangles of a mesh that look towards whoever looks. */
export function facetsOf({ positions, indices }: Mesh, towards: Vec3, paint: Paint): readonly Facet[] {
  const corner = (index: number): Vec3 => [
    positions[index * 3] ?? 0,
    positions[index * 3 + 1] ?? 0,
    positions[index * 3 + 2] ?? 0,
  ]
  const triangles = Array.from({ length: indices.length / 3 }, (_, at) => {
    const names = [...indices.subarray(at * 3, at * 3 + 3)]
    const corners = names.map(corner)
    return { names, corners, normal: normalOf(corners) }
  })
  const normals = new Map(
    triangles.flatMap(({ names, normal }) =>
      edgesOf(names).map(([from, to]): [string, Vec3] => [`${from} ${to}`, normal]),
    ),
  )
  return triangles
    .filter(({ normal }) => dot(normal, towards) > 1e-6)
    .map(({ names, corners, normal }) => ({
      corners,
      drawn: edgesOf(names).map(([from, to]) => {
        const beyond = normals.get(`${to} ${from}`)
        return !beyond || dot(beyond, normal) < sharp || dot(beyond, towards) <= 1e-6
      }),
      normal,
      offset: dot(normal, corners[0] ?? [0, 0, 0]),
      paint,
    }))
}

const edgesOf = (names: readonly number[]): readonly (readonly [number, number])[] =>
  names.map((name, side) => [name, names[(side + 1) % names.length] ?? name])

function normalOf([a = [0, 0, 0], b = a, c = a]: readonly Vec3[]): Vec3 {
  const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]]
  const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]]
  const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx]
  const length = Math.hypot(x, y, z) || 1
  return [x / length, y / length, z / length]
}
