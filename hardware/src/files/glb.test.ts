import { describe, expect, test } from 'vitest'
import { z } from 'zod/mini'
import { meshesOnScreen } from '../parts/on-screen.ts'
import { kernel } from '../testing/solids.ts'
import { writeGlb } from './glb.ts'

const gltf = z.looseObject({
  asset: z.looseObject({ version: z.string() }),
  scenes: z.array(z.looseObject({ nodes: z.array(z.int()) })),
  nodes: z.array(
    z.looseObject({ name: z.string(), mesh: z.optional(z.int()), children: z.optional(z.array(z.int())) }),
  ),
  meshes: z.array(
    z.looseObject({
      primitives: z.array(z.looseObject({ attributes: z.looseObject({ POSITION: z.int() }), indices: z.int() })),
    }),
  ),
  accessors: z.array(
    z.looseObject({
      bufferView: z.int(),
      componentType: z.int(),
      count: z.int(),
      type: z.string(),
      min: z.optional(z.array(z.number())),
      max: z.optional(z.array(z.number())),
    }),
  ),
  bufferViews: z.array(z.looseObject({ byteOffset: z.int(), byteLength: z.int() })),
  buffers: z.array(z.looseObject({ byteLength: z.int() })),
})

const meshes = meshesOnScreen(kernel)
const bytes = writeGlb(meshes)
const view = new DataView(bytes.buffer)
const jsonLength = view.getUint32(12, true)
const json: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + jsonLength)))
const document = gltf.parse(json)

describe('the model for a screen', () => {
  test('is a binary glTF 2.0 whose lengths are true', () => {
    expect([view.getUint32(0, true), view.getUint32(4, true)]).toEqual([0x46546c67, 2])
    expect(view.getUint32(8, true)).toBe(bytes.length)
    expect(view.getUint32(16, true)).toBe(0x4e4f534a)
    expect(view.getUint32(20 + jsonLength, true)).toBe(bytes.length - 28 - jsonLength)
    expect(view.getUint32(24 + jsonLength, true)).toBe(0x004e4942)
    expect(document.asset.version).toBe('2.0')
    expect(document.buffers[0]?.byteLength).toBe(bytes.length - 28 - jsonLength)
  })

  test('has each part that moves or shines by its name', () => {
    const lights = [1, 2, 3, 4, 5].map((light) => `light-${light}`)
    const names = [
      'body',
      'collar',
      ...lights,
      'big-button',
      'green-guard',
      'green-button',
      'red-guard',
      'red-button',
      'display',
    ]
    expect(meshes.map(({ name }) => name)).toEqual(names)
    expect(document.nodes.map(({ name }) => name)).toEqual([...names, 'gadget'])
    expect(document.scenes).toEqual([{ nodes: [names.length] }])
    expect(document.nodes.at(-1)?.children).toHaveLength(names.length)
  })

  test('gives back the corners and triangles that went in', () => {
    const data = 28 + jsonLength
    meshes.forEach(({ mesh }, at) => {
      const primitive = document.meshes[at]?.primitives[0]
      const read = (accessor: number | undefined) => {
        const { bufferView = -1, count = 0, type = '' } = document.accessors[accessor ?? -1] ?? {}
        const { byteOffset = -1 } = document.bufferViews[bufferView] ?? {}
        return { start: data + byteOffset, length: type === 'VEC3' ? count * 3 : count }
      }
      const positions = read(primitive?.attributes.POSITION)
      const indices = read(primitive?.indices)
      const numbers = Float32Array.from({ length: positions.length }, (_, i) =>
        view.getFloat32(positions.start + i * 4, true),
      )
      expect(numbers).toEqual(mesh.positions)
      const corners = Uint32Array.from({ length: indices.length }, (_, i) =>
        view.getUint32(indices.start + i * 4, true),
      )
      expect(corners).toEqual(mesh.indices)
    })
  })

  test('has light 1 in front, light 2 on the left of it, and the green button on the left', () => {
    const middle = (name: string) => {
      const accessor = document.accessors[document.nodes.findIndex((node) => node.name === name) * 2]
      return [0, 1, 2].map((axis) => ((accessor?.min?.[axis] ?? 0) + (accessor?.max?.[axis] ?? 0)) / 2)
    }
    expect(middle('light-1')[0]).toBeCloseTo(0)
    expect(middle('light-1')[1]).toBeLessThan(-50)
    expect(middle('light-2')[0]).toBeLessThan(-40)
    expect(middle('green-button')[0]).toBeLessThan(-80)
    expect(middle('red-button')[0]).toBeGreaterThan(80)
  })
})
