import {
  BufferAttribute,
  BufferGeometry,
  CanvasTexture,
  Mesh,
  MeshBasicMaterial,
  type Scene,
  SRGBColorSpace,
  Vector3,
} from 'three'
import type { Model } from './model.ts'

/** Twice as fine as the real one, which has 128 by 64. */
const WIDTH = 256
const HEIGHT = 128
const INK = '#cfe6ff'
/** So far before the glass that both are not drawn in one place, decimetres. */
const BEFORE = 0.004

export interface Display {
  /** Its lines from above; the second is the large one. */
  show(lines: readonly string[]): void
  dispose(): void
}

/** The display in its window, with what the real one says. */
export function addDisplay(scene: Scene, model: Model): Display {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const texture = new CanvasTexture(canvas)
  texture.colorSpace = SRGBColorSpace
  const geometry = paneOf(model.part('display').mesh)
  const material = new MeshBasicMaterial({ map: texture, toneMapped: false })
  scene.add(new Mesh(geometry, material))
  return {
    show(lines) {
      draw(canvas.getContext('2d'), lines)
      texture.needsUpdate = true
    },
    dispose() {
      for (const it of [texture, geometry, material]) it.dispose()
    },
  }
}

/** The side of the glass that looks to the front and up, as a rectangle for a picture. */
function paneOf(glass: Mesh<BufferGeometry>): BufferGeometry {
  const { position } = glass.geometry.attributes
  if (!position) throw new Error('the display has no corners')
  const corners = Array.from({ length: position.count }, (_, at) =>
    glass.localToWorld(new Vector3().fromBufferAttribute(position, at)),
  )
  // The glass leans back: of its face, what is below is nearest to the front, and what is above is highest.
  const corner = (side: number, to: 'y' | 'z'): Vector3 => {
    const beside = corners.filter(({ x }) => Math.sign(x) === side)
    const at = beside.reduce((one, other) => (other[to] > one[to] ? other : one))
    return at.clone().add(new Vector3(0, BEFORE / 2, BEFORE))
  }
  const places = [corner(-1, 'z'), corner(1, 'z'), corner(1, 'y'), corner(-1, 'y')].flatMap((it) => it.toArray())
  return new BufferGeometry()
    .setAttribute('position', new BufferAttribute(new Float32Array(places), 3))
    .setAttribute('uv', new BufferAttribute(new Float32Array([0, 0, 1, 0, 1, 1, 0, 1]), 2))
    .setIndex([0, 1, 2, 0, 2, 3])
}

const sizes = [22, 38, 26, 20]

function draw(pen: CanvasRenderingContext2D | null, lines: readonly string[]): void {
  if (!pen) return
  pen.fillStyle = '#04070c'
  pen.fillRect(0, 0, WIDTH, HEIGHT)
  pen.fillStyle = INK
  pen.textBaseline = 'top'
  let top = 6
  for (const [at, line] of lines.entries()) {
    const size = sizes[at] ?? 20
    pen.font = `600 ${size}px ui-monospace, monospace`
    pen.fillText(line, 8, top, WIDTH - 16)
    top += size + 7
  }
}
