import { strToU8, zipSync } from 'fflate'
import type { Mesh } from './mesh.ts'

const packageNames = 'http://schemas.openxmlformats.org/package/2006'
const modelType = 'application/vnd.ms-package.3dmanufacturing-3dmodel+xml'
const head = '<?xml version="1.0" encoding="UTF-8"?>\n'

const contentTypes = `${head}<Types xmlns="${packageNames}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="model" ContentType="${modelType}"/></Types>`

const relationships = `${head}<Relationships xmlns="${packageNames}/relationships"><Relationship Target="/3D/3dmodel.model" Id="rel0" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>`

/** The same moment in each file, so that the same model makes the same bytes; no zip can be older. */
const noTime = new Date(1980, 0, 1)

/** One part as 3MF, for slicers (3MF core specification 1.3, chapters 2 to 4): millimetres, as it lies on the bed. */
export function write3mf(name: string, mesh: Mesh): Uint8Array {
  const files = {
    '[Content_Types].xml': strToU8(contentTypes),
    '_rels/.rels': strToU8(relationships),
    '3D/3dmodel.model': strToU8(modelOf(name, mesh)),
  }
  return zipSync(files, { mtime: noTime, level: 9 })
}

function modelOf(name: string, { positions, indices }: Mesh): string {
  const vertices = triples(positions).map(([x, y, z]) => `<vertex x="${short(x)}" y="${short(y)}" z="${short(z)}"/>`)
  const triangles = triples(indices).map(([a, b, c]) => `<triangle v1="${a}" v2="${b}" v3="${c}"/>`)
  return `${head}<model unit="millimeter" xml:lang="en-US" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"><metadata name="Title">boss-deployer ${name}</metadata><resources><object id="1" type="model" name="${name}"><mesh><vertices>${vertices.join('')}</vertices><triangles>${triangles.join('')}</triangles></mesh></object></resources><build><item objectid="1"/></build></model>\n`
}

const triples = (numbers: Float32Array | Uint32Array): readonly (readonly [number, number, number])[] =>
  Array.from({ length: numbers.length / 3 }, (_, at) => [
    numbers[at * 3] ?? 0,
    numbers[at * 3 + 1] ?? 0,
    numbers[at * 3 + 2] ?? 0,
  ])

/** Below 128 mm two neighbours in 32 bits differ by more than this, so that no two corners become one. */
const short = (length: number): string => String(Number(length.toFixed(6)))
