import type { Mesh } from './mesh.ts'

/** A named part of a model for the screen. */
export interface NamedMesh {
  readonly name: string
  readonly mesh: Mesh
  /** Red, green and blue, 0 to 1, linear. */
  readonly colour: readonly [number, number, number]
}

const arrayBuffer = 34_962
const elementBuffer = 34_963
const float = 5126
const unsignedInt = 5125

/**
 * A binary glTF 2.0: one node a part, by its name, below one that turns millimetres with z up into metres with y up.
 * Without normals: whoever shows it shades flat or reckons them (glTF 2.0, 3.7.2.1).
 */
export function writeGlb(parts: readonly NamedMesh[]): Uint8Array {
  const chunks = parts.flatMap(({ mesh }) => [bytesOf(mesh.positions), bytesOf(mesh.indices)])
  const offsets = chunks.map((_, at) => chunks.slice(0, at).reduce((sum, { length }) => sum + length, 0))
  const data = concat(chunks)
  const half = Math.SQRT1_2
  const document = {
    asset: { version: '2.0', generator: 'boss-deployer' },
    scene: 0,
    scenes: [{ nodes: [parts.length] }],
    nodes: [
      ...parts.map(({ name }, mesh) => ({ name, mesh })),
      {
        name: 'gadget',
        children: parts.map((_, node) => node),
        rotation: [-half, 0, 0, half],
        scale: [1e-3, 1e-3, 1e-3],
      },
    ],
    meshes: parts.map(({ name }, at) => ({
      name,
      primitives: [{ attributes: { POSITION: at * 2 }, indices: at * 2 + 1, material: at }],
    })),
    materials: parts.map(({ name, colour }) => ({
      name,
      pbrMetallicRoughness: { baseColorFactor: [...colour, 1], metallicFactor: 0, roughnessFactor: 0.7 },
    })),
    accessors: parts.flatMap(({ mesh }, at) => accessorsOf(mesh, at * 2)),
    bufferViews: chunks.map(({ length }, at) => ({
      buffer: 0,
      byteOffset: offsets[at],
      byteLength: length,
      target: at % 2 === 0 ? arrayBuffer : elementBuffer,
    })),
    buffers: [{ byteLength: data.length }],
  }
  return wrap(new TextEncoder().encode(JSON.stringify(document)), data)
}

function accessorsOf({ positions, indices }: Mesh, bufferView: number): readonly object[] {
  const along = (axis: number) => positions.filter((_, at) => at % 3 === axis)
  const axes = [0, 1, 2].map(along)
  return [
    {
      bufferView,
      componentType: float,
      count: positions.length / 3,
      type: 'VEC3',
      min: axes.map((values) => values.reduce((a, b) => Math.min(a, b))),
      max: axes.map((values) => values.reduce((a, b) => Math.max(a, b))),
    },
    { bufferView: bufferView + 1, componentType: unsignedInt, count: indices.length, type: 'SCALAR' },
  ]
}

/** Both are little-endian wherever Node.js runs, as glTF wants them. */
const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Uint32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const chunk of chunks) {
    all.set(chunk, offset)
    offset += chunk.length
  }
  return all
}

/** Header and two chunks, each of a multiple of four bytes (glTF 2.0, 4.4). */
function wrap(json: Uint8Array, data: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil(json.length / 4) * 4).fill(0x20)
  padded.set(json)
  const head = (numbers: readonly number[]) => bytesOf(Uint32Array.from(numbers))
  const length = 12 + 8 + padded.length + 8 + data.length
  return concat([
    head([0x46546c67, 2, length]),
    head([padded.length, 0x4e4f534a]),
    padded,
    head([data.length, 0x004e4942]),
    data,
  ])
}
