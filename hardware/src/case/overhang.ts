import type { Mesh } from '../files/mesh.ts'
import type { Vec3 } from './kernel.ts'

/** A piece of surface that looks down more steeply than a printer can follow, so that it has to be a bridge. */
export interface Overhang {
  /** The longer side of its bounds, in millimetres, and how high it is above the bed. */
  readonly length: number
  readonly height: number
  /** Whether what is printed before it carries it from opposite sides. */
  readonly isHeld: boolean
}

const onBed = 0.01
/** Rounding in 32 bits makes a slope of exactly 45 degrees a little more or less. */
const rounding = 0.001
const lower = 0.0001

/** Finds them in a part that stands on z = 0 as it is printed. `steepest` is in degrees from the vertical. */
export function findOverhangs(mesh: Mesh, steepest: number): readonly Overhang[] {
  const limit = -Math.sin((steepest * Math.PI) / 180) - rounding
  const faces = facesOf(mesh)
  const byEdge = new Map(faces.flatMap((face) => face.edges.map((edge): [string, Face] => [edge.key, face])))
  const hanging = new Set(
    faces.filter(({ corners, downward }) => downward < limit && corners.some(([, , z]) => z > onBed)),
  )
  const found: Overhang[] = []
  for (const start of hanging) found.push(measure(takePatch(start, hanging, byEdge), byEdge))
  return found
}

interface Face {
  readonly corners: readonly Vec3[]
  readonly downward: number
  readonly edges: readonly Edge[]
}

interface Edge {
  readonly from: Vec3
  readonly to: Vec3
  readonly key: string
  /** The same edge, as the face beyond it names it. */
  readonly beyond: string
}

function facesOf({ positions, indices }: Mesh): readonly Face[] {
  const corner = (index: number): Vec3 => [
    positions[index * 3] ?? 0,
    positions[index * 3 + 1] ?? 0,
    positions[index * 3 + 2] ?? 0,
  ]
  return Array.from({ length: indices.length / 3 }, (_, face) => {
    const names = indices.subarray(face * 3, face * 3 + 3)
    const corners = [...names].map(corner)
    const edges = corners.map((from, side): Edge => {
      const [a, b] = [names[side] ?? 0, names[(side + 1) % 3] ?? 0]
      return { from, to: corners[(side + 1) % 3] ?? from, key: `${a} ${b}`, beyond: `${b} ${a}` }
    })
    return { corners, edges, downward: upwardOf(corners) }
  })
}

/** The z of the unit normal. */
function upwardOf([a = [0, 0, 0], b = a, c = a]: readonly Vec3[]): number {
  const [u, v] = [minus(b, a), minus(c, a)]
  const normal = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const
  const length = Math.hypot(...normal)
  return length === 0 ? 0 : normal[2] / length
}

const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]

/** Takes a face and all that hang together with it out of `hanging`. */
function takePatch(start: Face, hanging: Set<Face>, byEdge: ReadonlyMap<string, Face>): readonly Face[] {
  const patch = [start]
  hanging.delete(start)
  for (const face of patch) {
    for (const { beyond } of face.edges) {
      const next = byEdge.get(beyond)
      if (next && hanging.delete(next)) patch.push(next)
    }
  }
  return patch
}

function measure(patch: readonly Face[], byEdge: ReadonlyMap<string, Face>): Overhang {
  const corners = patch.flatMap((face) => face.corners)
  const extent = (axis: 0 | 1) => {
    const values = corners.map((corner) => corner[axis])
    return { size: Math.max(...values) - Math.min(...values), middle: (Math.max(...values) + Math.min(...values)) / 2 }
  }
  const [x, y] = [extent(0), extent(1)]
  const inside = new Set(patch)
  const sides = patch
    .flatMap((face) => face.edges)
    .filter((edge) => isCarried(edge, inside, byEdge))
    .map(({ from, to }) => direction((from[0] + to[0]) / 2 - x.middle, (from[1] + to[1]) / 2 - y.middle))
  const isHeld = sides.some((a) => sides.some((b) => a[0] * b[0] + a[1] * b[1] < -0.5))
  return { length: Math.max(x.size, y.size), height: Math.min(...corners.map(([, , z]) => z)), isHeld }
}

const direction = (x: number, y: number): readonly [number, number] => {
  const length = Math.hypot(x, y)
  return length === 0 ? [0, 0] : [x / length, y / length]
}

/** An edge of the patch rests on something when the face beyond it goes down from there. */
function isCarried({ from, to, beyond }: Edge, inside: ReadonlySet<Face>, byEdge: ReadonlyMap<string, Face>): boolean {
  const next = byEdge.get(beyond)
  if (!next || inside.has(next)) return false
  const middle = next.corners.reduce((sum, [, , z]) => sum + z, 0) / 3
  return middle < (from[2] + to[2]) / 2 - lower
}
