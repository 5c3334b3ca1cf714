import { ACESFilmicToneMapping, type PerspectiveCamera, Vector3, WebGLRenderer } from 'three'
import type { Lighting } from '../lighting.ts'
import type { Button } from '../press.ts'
import { type Angle, atFirst, dragged, newCamera, place } from './camera.ts'
import { addDisplay } from './display.ts'
import { addGlow } from './glow.ts'
import { isMoving, levelOf } from './levels.ts'
import { loadModel } from './model.ts'
import { openStudio } from './studio.ts'

/** What the gadget looks like now. */
export interface Look {
  readonly lighting: Lighting
  readonly down: Button | null
  readonly lines: readonly string[]
}

/** Where a button is in the picture: its middle and its radius, CSS pixels. */
export interface Spot {
  readonly x: number
  readonly y: number
  readonly radius: number
}

export interface SolidScene {
  look(look: Look): void
  drag(byX: number, byY: number): void
  close(): void
}

interface SceneOptions {
  readonly isStill: boolean
  /** After each picture in which the buttons may stand elsewhere. */
  readonly onSpots: (spots: Readonly<Record<Button, Spot>>) => void
  /** The browser took the graphics away. */
  readonly onLost: () => void
}

const MOST_PIXEL_RATIO = 2
/** Lights that slide need no more. */
const FRAME_MS = 1_000 / 30
/** How far a button goes in, millimetres as the model has them, and how quickly it follows the finger. */
const STROKE = { big: 4.5, green: 2.5, red: 2.5 } as const
const FOLLOWS_MS = 45

const buttons = ['big', 'green', 'red'] as const

/**
 * Draws the gadget into a canvas: as often as its lights move, and once where nothing does.
 * Rejects where there are no graphics, or the model does not come.
 */
export async function openScene(canvas: HTMLCanvasElement, options: SceneOptions): Promise<SolidScene> {
  const renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true })
  renderer.toneMapping = ACESFilmicToneMapping
  renderer.setPixelRatio(Math.min(devicePixelRatio, MOST_PIXEL_RATIO))
  const model = await loadModel().catch((error: unknown) => {
    renderer.dispose()
    throw error
  })
  const studio = openStudio(renderer)
  studio.scene.add(model.root)
  const glow = addGlow(studio.scene, model)
  const display = addDisplay(studio.scene, model)
  const camera = newCamera()

  let angle: Angle = atFirst
  let now: Look | null = null
  let since = 0
  let [drawnAt, frame] = [0, 0]
  let isClosed = false
  const depth: Record<Button, number> = { big: 0, green: 0, red: 0 }

  /** Whether a button is still on its way. */
  function follow(byMs: number): boolean {
    let isMoved = false
    for (const name of buttons) {
      const wanted = now?.down === name ? 1 : 0
      const left = wanted - depth[name]
      if (left === 0) continue
      isMoved = true
      depth[name] =
        options.isStill || Math.abs(left) < 0.02 ? wanted : depth[name] + left * (1 - Math.exp(-byMs / FOLLOWS_MS))
      const { mesh } = model.part(`${name}-button`)
      mesh.position.copy(inwards(name)).multiplyScalar(depth[name] * STROKE[name])
    }
    return isMoved
  }

  function draw(at: number) {
    frame = 0
    if (isClosed || !now) return
    if (at - drawnAt < FRAME_MS) return ask()
    const isFollowing = follow(Math.min(at - drawnAt, 100))
    drawnAt = at
    const { lighting } = now
    glow.set(lighting.colour, (light) => levelOf(lighting, light, performance.now() - since, options.isStill))
    renderer.render(studio.scene, camera)
    if (isFollowing || isMoving(lighting, options.isStill)) ask()
  }
  function ask() {
    if (frame === 0 && !isClosed) frame = requestAnimationFrame(draw)
  }
  function fit() {
    const { clientWidth, clientHeight } = canvas
    if (clientWidth === 0 || clientHeight === 0) return
    renderer.setSize(clientWidth, clientHeight, false)
    place(camera, angle, clientWidth / clientHeight)
    const spot = (name: Button) => spotOf(model.part(`${name}-button`), camera, canvas)
    options.onSpots({ big: spot('big'), green: spot('green'), red: spot('red') })
    ask()
  }

  const sizes = new ResizeObserver(fit)
  sizes.observe(canvas)
  canvas.addEventListener('webglcontextlost', options.onLost)
  return {
    look(look) {
      if (look.lighting.name !== now?.lighting.name) since = performance.now()
      if (look.lines.join('\n') !== now?.lines.join('\n')) display.show(look.lines)
      now = look
      ask()
    },
    drag(byX, byY) {
      angle = dragged(angle, byX, byY)
      fit()
    },
    close() {
      isClosed = true
      cancelAnimationFrame(frame)
      sizes.disconnect()
      canvas.removeEventListener('webglcontextlost', options.onLost)
      for (const it of [glow, display, model, studio, renderer]) it.dispose()
    },
  }
}

/** The way that a button goes, in the model's own axes: z is up, the green button is on the left. */
function inwards(name: Button): Vector3 {
  if (name === 'big') return new Vector3(0, 0, -1)
  return new Vector3(name === 'green' ? 1 : -1, 0, 0)
}

interface Boxed {
  readonly centre: Vector3
  readonly size: Vector3
}

function spotOf(
  { centre, size }: Boxed,
  camera: PerspectiveCamera,
  { clientWidth, clientHeight }: HTMLCanvasElement,
): Spot {
  const toPixels = (at: Vector3) => {
    const { x, y } = at.clone().project(camera)
    return { x: ((x + 1) / 2) * clientWidth, y: ((1 - y) / 2) * clientHeight }
  }
  const { x, y } = toPixels(centre)
  const beside = new Vector3().setFromMatrixColumn(camera.matrixWorld, 0).multiplyScalar(Math.max(size.x, size.z) / 2)
  const edge = toPixels(centre.clone().add(beside))
  return { x, y, radius: Math.hypot(edge.x - x, edge.y - y) }
}
