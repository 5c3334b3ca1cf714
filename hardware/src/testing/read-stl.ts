/** The corners of each triangle of a binary STL, each as the text of its three numbers. */
export function readStl(bytes: Uint8Array): readonly (readonly string[])[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = view.getUint32(80, true)
  if (bytes.length !== 84 + count * 50) throw new Error('the length of the file does not fit its count')
  const number = (triangle: number, index: number) => view.getFloat32(84 + triangle * 50 + index * 4, true)
  return Array.from({ length: count }, (_, triangle) =>
    [3, 6, 9].map((first) => [0, 1, 2].map((axis) => number(triangle, first + axis)).join(' ')),
  )
}

/** Edges that no neighbour closes, and those that more than two triangles share: none in a watertight surface. */
export function leaks(triangles: readonly (readonly string[])[]): { readonly open: number; readonly shared: number } {
  const edges = new Map<string, number>()
  for (const corners of triangles) {
    corners.forEach((from, side) => {
      const edge = `${from}>${corners[(side + 1) % 3]}`
      edges.set(edge, (edges.get(edge) ?? 0) + 1)
    })
  }
  const reverse = (edge: string) => edge.split('>').reverse().join('>')
  const open = [...edges.keys()].filter((edge) => !edges.has(reverse(edge))).length
  return { open, shared: [...edges.values()].filter((count) => count > 1).length }
}
