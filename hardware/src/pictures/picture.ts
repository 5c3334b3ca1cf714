import { build, consume } from '../case/build.ts'
import type { Kernel, Vec2, Vec3 } from '../case/kernel.ts'
import type { Shape } from '../case/shape.ts'
import { meshOf } from '../files/mesh.ts'
import { escapeXml } from '../files/xml.ts'
import { type Camera, dot, type View, viewOf } from './camera.ts'
import { type Facet, facetsOf, type Paint } from './facets.ts'
import { backToFront } from './order.ts'
import { findVisible } from './visible.ts'

/** A thing in a picture. */
export interface Thing extends Paint {
  readonly shape: Shape
  readonly label?: string
  /** Where the label points to. */
  readonly at?: Vec3
}

export interface Scene {
  readonly name: string
  readonly title: string
  /** For those who do not see it: what the picture shows. */
  readonly text: string
  readonly camera: Camera
  readonly things: readonly Thing[]
}

const fineness = { segments: 52, shortest: 3 }
const shades = 14
const pixelsPerMm = 2.6
/** How finely it is looked for what is seen, in parts of a pixel. */
const pixels = 2
const margin = 26
const labelWidth = 235
const lineHeight = 26

/** Draws a scene as SVG: the same bytes for the same scene, readable on light and on dark. */
export function drawScene(kernel: Kernel, scene: Scene): string {
  const view = viewOf(scene.camera)
  const facets = scene.things.flatMap((thing) =>
    facetsOf(consume(build(kernel, thing.shape, fineness), meshOf), view.towards, thing),
  )
  const project = (point: Vec3): Vec2 => [dot(point, view.right) * pixelsPerMm, -dot(point, view.up) * pixelsPerMm]
  const flat = facets.flatMap(({ corners }) => corners.map(project))
  const bounds = boundsOf(flat)
  const labels = placeLabels(scene.things, project, bounds)
  const hasLabels = labels.length > 0
  const left = bounds.left - margin - (hasLabels ? labelWidth : 0)
  const right = bounds.right + margin + (hasLabels ? labelWidth : 0)
  const [width, height] = [right - left, bounds.bottom - bounds.top + 2 * margin]
  const at = ([x, y]: Vec2): Vec2 => [x - left, y - bounds.top + margin]
  const areas = backToFront(facets, view.towards).map((facet) => ({
    facet,
    points: facet.corners.map((corner) => at(project(corner))),
  }))
  const visible = findVisible(
    areas.map(({ points }) => points.map(([x, y]): Vec2 => [x * pixels, y * pixels])),
    { width: width * pixels, height: height * pixels },
  )
  const seen = areas.filter((_, index) => visible.has(index))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${short(width)} ${short(height)}" role="img" aria-labelledby="title text">`,
    `<title id="title">${escapeXml(scene.title)}</title>`,
    `<desc id="text">${escapeXml(scene.text)}</desc>`,
    `<style>${style}</style>`,
    `<rect class="ground" width="100%" height="100%" rx="12"/>`,
    ...drawAreas(seen, view),
    ...labels.map((label) => drawLabel(label, at)),
    '</svg>',
    '',
  ].join('\n')
}

const style =
  '.ground{fill:#f4f5f7}.line{fill:none;stroke:#1c2230;stroke-width:7;stroke-linecap:round}.lead{fill:none;stroke:#4b5565}.dot{fill:#4b5565}text{font:15px system-ui,sans-serif;fill:#1c2230}@media(prefers-color-scheme:dark){.ground{fill:#171b22}.line{stroke:#05070a}.lead{stroke:#9aa5b5}.dot{fill:#9aa5b5}text{fill:#e6e9ef}}'

const short = (number: number): string => String(Number(number.toFixed(1)))

function boundsOf(points: readonly Vec2[]) {
  const of = (axis: 0 | 1) => points.map((point) => point[axis])
  const least = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const most = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  return { left: least(of(0)), right: most(of(0)), top: least(of(1)), bottom: most(of(1)) }
}

interface Area {
  readonly facet: Facet
  readonly points: readonly Vec2[]
}

/** One path for areas of one colour that follow each other; its lines right after it. Lengths are tenths of a pixel. */
function drawAreas(areas: readonly Area[], view: View): readonly string[] {
  const groups: { readonly fill: string; area: string; line: string }[] = []
  for (const { facet, points } of areas) {
    const fill = shaded(facet, view)
    const last = groups.at(-1)
    const group = last?.fill === fill && last.line === '' ? last : { fill, area: '', line: '' }
    if (group !== last) groups.push(group)
    const corners = points.map(([x, y]): Vec2 => [Math.round(x * 10), Math.round(y * 10)])
    group.area += `${pathThrough(corners)}z`
    corners.forEach((corner, side) => {
      if (facet.drawn[side]) group.line += pathThrough([corner, corners[(side + 1) % corners.length] ?? corner])
    })
  }
  const fills = [...new Set(groups.map(({ fill }) => fill))].sort()
  const classOf = new Map(fills.map((fill, index) => [fill, `f${index}`]))
  return [
    `<style>${fills.map((fill) => `.${classOf.get(fill)}{fill:#${fill};stroke:#${fill}}`).join('')}</style>`,
    '<g transform="scale(.1)" stroke-width="9" stroke-linejoin="round">',
    ...groups.flatMap(({ fill, area, line }) => [
      `<path class="${classOf.get(fill)}" d="${area}"/>`,
      ...(line === '' ? [] : [`<path class="line" d="${line}"/>`]),
    ]),
    '</g>',
  ]
}

/** From corner to corner, each by how far it is from the one before. */
function pathThrough([first = [0, 0], ...others]: readonly Vec2[]): string {
  let before = first
  const steps = others.map((corner) => {
    const step = `${corner[0] - before[0]} ${corner[1] - before[1]}`
    before = corner
    return step
  })
  return `M${first.join(' ')}l${steps.join(' ')}`
}

/** The colour of a facet in a light that comes over the left shoulder, in a few steps. */
function shaded({ paint, normal }: Facet, { right, up, towards }: View): string {
  const light = -0.38 * dot(normal, right) + 0.66 * dot(normal, up) + 0.65 * dot(normal, towards)
  const step = paint.isLit ? 1 : Math.round((0.45 + 0.55 * Math.max(0, light)) * shades) / shades
  return [0, 2, 4]
    .map((from) => Math.round(Number.parseInt(paint.colour.slice(from, from + 2), 16) * step))
    .map((part) => part.toString(16).padStart(2, '0'))
    .join('')
}

interface Label {
  readonly text: string
  readonly from: Vec2
  readonly to: Vec2
  readonly isLeft: boolean
}

/** Labels stand on both sides, beside what they name, and never on each other. */
function placeLabels(
  things: readonly Thing[],
  project: (point: Vec3) => Vec2,
  bounds: ReturnType<typeof boundsOf>,
): readonly Label[] {
  const wanted = things.flatMap(({ label, at }) => (label && at ? [{ text: label, from: project(at) }] : []))
  const middle = (bounds.left + bounds.right) / 2
  return [true, false].flatMap((isLeft) => {
    const side = wanted.filter(({ from }) => from[0] < middle === isLeft).sort((a, b) => a.from[1] - b.from[1])
    const x = isLeft ? bounds.left - margin / 2 : bounds.right + margin / 2
    let lowest = bounds.top
    return side.map(({ text, from }) => {
      const y = Math.max(lowest, from[1])
      lowest = y + lineHeight
      return { text, from, to: [x, y] as const, isLeft }
    })
  })
}

function drawLabel({ text, from, to, isLeft }: Label, at: (point: Vec2) => Vec2): string {
  const [[x1, y1], [x2, y2]] = [at(from), at([to[0], to[1]])]
  const anchor = isLeft ? 'end' : 'start'
  const line = `M${short(x1)} ${short(y1)}L${short(x2)} ${short(y2)}`
  return `<path class="lead" d="${line}"/><circle class="dot" cx="${short(x1)}" cy="${short(y1)}" r="2.5"/><text x="${short(x2 + (isLeft ? -6 : 6))}" y="${short(y2 + 5)}" text-anchor="${anchor}">${escapeXml(text)}</text>`
}
