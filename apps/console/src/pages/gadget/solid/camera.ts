import { PerspectiveCamera, Vector3 } from 'three'

const OPENING_DEGREES = 26
/** What has to be in sight: the middle of the gadget, and how far it reaches from there, decimetres. */
const MIDDLE = new Vector3(0, 0.5, 0)
const REACH = 1.06

/** From where one looks, radians: 0 round is straight from the front, 0 up is level with the desk. */
export interface Angle {
  readonly round: number
  readonly up: number
}

export const atFirst: Angle = { round: -0.3, up: 0.66 }
const MOST_ROUND = 1.2
const [LEAST_UP, MOST_UP] = [0.25, 1.3]

const between = (it: number, least: number, most: number): number => Math.min(Math.max(it, least), most)

/** The angle after a drag by so many pixels; one never looks from behind or below. */
export const dragged = ({ round, up }: Angle, byX: number, byY: number): Angle => ({
  round: between(round - byX * 0.006, -MOST_ROUND, MOST_ROUND),
  up: between(up + byY * 0.006, LEAST_UP, MOST_UP),
})

/** How far away one has to stand to see all of it, decimetres. @param aspect width through height of the picture */
export function distanceFor(aspect: number): number {
  const half = (OPENING_DEGREES * Math.PI) / 360
  const narrower = Math.min(half, Math.atan(Math.tan(half) * aspect))
  return REACH / Math.sin(narrower)
}

export const newCamera = (): PerspectiveCamera => new PerspectiveCamera(OPENING_DEGREES, 1, 0.5, 40)

export function place(camera: PerspectiveCamera, { round, up }: Angle, aspect: number): void {
  const away = distanceFor(aspect)
  camera.aspect = aspect
  camera.position
    .set(Math.sin(round) * Math.cos(up), Math.sin(up), Math.cos(round) * Math.cos(up))
    .multiplyScalar(away)
    .add(MIDDLE)
  camera.lookAt(MIDDLE)
  camera.updateProjectionMatrix()
  camera.updateMatrixWorld()
}
