import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { openKernel } from '../case/kernel.ts'
import { parts } from '../parts/parts.ts'
import { leaks, readStl } from '../testing/read-stl.ts'
import { readZip } from '../testing/read-zip.ts'
import { kernel } from '../testing/solids.ts'
import { modelFiles, writeFiles } from './export.ts'

const files = modelFiles(kernel)
const folder = mkdtempSync(join(tmpdir(), 'boss-case-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string): Uint8Array => {
  const found = files.get(name)
  if (!found) throw new Error(`${name} is not made`)
  return found
}

test('the same model makes the same bytes, in another kernel too', async () => {
  const again = modelFiles(await openKernel())
  expect([...again.keys()]).toEqual([...files.keys()])
  for (const [name, bytes] of again) expect(Buffer.compare(bytes, file(name)), name).toBe(0)
})

test('each file is written by its name', () => {
  const paths = writeFiles(join(folder, 'new'), files)
  expect(readdirSync(join(folder, 'new')).sort()).toEqual([...files.keys()].sort())
  expect(paths).toHaveLength(files.size)
  expect(Buffer.compare(readFileSync(join(folder, 'new/body.stl')), file('body.stl'))).toBe(0)
})

describe.each(parts)('the files of the $name', ({ name }) => {
  const triangles = readStl(file(`${name}.stl`))

  test('are watertight as STL', () => {
    expect(triangles.length).toBeGreaterThan(100)
    expect(leaks(triangles)).toEqual({ open: 0, shared: 0 })
  })

  test('say as 3MF what its core specification asks for', () => {
    const inside = readZip(file(`${name}.3mf`))
    expect(Object.keys(inside)).toEqual(['[Content_Types].xml', '_rels/.rels', '3D/3dmodel.model'])
    expect(inside['[Content_Types].xml']).toContain(
      'Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"',
    )
    expect(inside['_rels/.rels']).toContain(
      'Target="/3D/3dmodel.model" Id="rel0" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"',
    )
    const model = inside['3D/3dmodel.model'] ?? ''
    expect(model).toContain('<model unit="millimeter"')
    expect(model).toContain('xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"')
    expect(model).toContain('<build><item objectid="1"/></build>')
  })

  test('are the same solid as STL and as 3MF', () => {
    const model = readZip(file(`${name}.3mf`))['3D/3dmodel.model'] ?? ''
    const corners = [...model.matchAll(/<vertex x="([^"]+)" y="([^"]+)" z="([^"]+)"\/>/g)].map(([, x, y, z]) =>
      [x, y, z].join(' '),
    )
    expect(new Set(corners).size).toBe(corners.length)
    const faces = [...model.matchAll(/<triangle v1="(\d+)" v2="(\d+)" v3="(\d+)"\/>/g)].map(([, ...indices]) =>
      indices.map((index) => corners[Number(index)] ?? 'no corner'),
    )
    expect(faces).toHaveLength(triangles.length)
    expect(leaks(faces)).toEqual({ open: 0, shared: 0 })
    expect(faces.flat()).not.toContain('no corner')
    const numbers = (corners: readonly (readonly string[])[]) => corners.flat().join(' ').split(' ').map(Number)
    const stl = numbers(triangles)
    expect(numbers(faces).every((number, at) => Math.abs(number - (stl[at] ?? Number.NaN)) < 0.000_001)).toBe(true)
  })
})

test('a file that lost a triangle leaks', () => {
  expect(leaks(readStl(file('lens.stl')).slice(1))).toEqual({ open: 3, shared: 0 })
})

test('the model for a screen is small enough to be sent', () => {
  expect(gzipSync(file('gadget.glb')).length).toBeLessThan(150_000)
})
