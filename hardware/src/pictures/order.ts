import type { Vec3 } from '../case/kernel.ts'
import { dot } from './camera.ts'
import type { Facet } from './facets.ts'

/** Millimetres: nearer than this to a plane is in it. */
const near = 1e-4
const candidates = 24
const samples = 150

type Task = { readonly type: 'sort' | 'give'; readonly facets: readonly Facet[] }

/**
 * Facets from the farthest to the nearest, so that each hides what it covers of those before it. All of them look
 * towards whoever looks: so what lies behind the plane of one is never in front of it. A facet that crosses the plane of
 * another is cut in two (binary space partition).
 */
export function backToFront(facets: readonly Facet[], towards: Vec3): readonly Facet[] {
  const ordered: Facet[] = []
  const tasks: Task[] = [{ type: 'sort', facets }]
  for (let task = tasks.pop(); task; task = tasks.pop()) {
    if (task.type === 'give') {
      ordered.push(...task.facets)
      continue
    }
    const gap = findGap(task.facets)
    if (gap) {
      const [lower, upper] = [gap.lower, gap.upper].map((part): Task => ({ type: 'sort', facets: part }))
      const nearer = towards[gap.axis] > 0 ? upper : lower
      if (lower && upper && nearer) tasks.push(nearer, nearer === upper ? lower : upper)
      continue
    }
    const plane = choosePlane(task.facets)
    if (!plane) continue
    const { behind, within, before } = divide(task.facets, plane)
    tasks.push({ type: 'sort', facets: before }, { type: 'give', facets: within }, { type: 'sort', facets: behind })
  }
  return ordered
}

interface Gap {
  readonly axis: 0 | 1 | 2
  readonly lower: readonly Facet[]
  readonly upper: readonly Facet[]
}

/** Where a plane across an axis cuts nothing at all, as near to the middle of the list as there is one. */
function findGap(facets: readonly Facet[]): Gap | undefined {
  let best: { readonly gap: Gap; readonly balance: number } | undefined
  for (const axis of [2, 1, 0] as const) {
    const spans = facets
      .map((facet) => ({ facet, least: reach(facet, axis, Math.min), most: reach(facet, axis, Math.max) }))
      .sort((a, b) => a.least - b.least)
    let most = Number.NEGATIVE_INFINITY
    spans.forEach(({ least, most: own }, at) => {
      const balance = Math.min(at, spans.length - at)
      if (at > 0 && least >= most - near && balance > (best?.balance ?? 0)) {
        const sorted = spans.map(({ facet }) => facet)
        best = { gap: { axis, lower: sorted.slice(0, at), upper: sorted.slice(at) }, balance }
      }
      most = Math.max(most, own)
    })
  }
  return best?.gap
}

const reach = ({ corners }: Facet, axis: 0 | 1 | 2, choose: (...numbers: number[]) => number): number =>
  choose(...corners.map((corner) => corner[axis]))

/** The facet whose plane cuts the fewest others; some facets are tried on some others, evenly out of the list. */
function choosePlane(facets: readonly Facet[]): Facet | undefined {
  let best: { readonly facet: Facet; readonly cuts: number } | undefined
  const step = Math.max(1, Math.floor(facets.length / samples))
  const some = facets.filter((_, at) => at % step === 0)
  for (let choice = 0; choice < candidates; choice += 1) {
    const facet = facets[Math.floor((facets.length * choice) / candidates)]
    if (!facet) break
    const cuts = some.filter((other) => sideOf(other, facet) === 'both').length
    if (!best || cuts < best.cuts) best = { facet, cuts }
    if (cuts === 0) break
  }
  return best?.facet
}

const distance = (corner: Vec3, plane: Facet): number => dot(corner, plane.normal) - plane.offset

function sideOf(facet: Facet, plane: Facet): 'before' | 'behind' | 'within' | 'both' {
  let isBefore = false
  let isBehind = false
  for (const corner of facet.corners) {
    const by = distance(corner, plane)
    if (by > near) isBefore = true
    if (by < -near) isBehind = true
  }
  if (isBefore && isBehind) return 'both'
  return isBefore ? 'before' : isBehind ? 'behind' : 'within'
}

function divide(facets: readonly Facet[], plane: Facet) {
  const sides = { before: [] as Facet[], behind: [] as Facet[], within: [] as Facet[] }
  for (const facet of facets) {
    const side = sideOf(facet, plane)
    if (side !== 'both') {
      sides[side].push(facet)
      continue
    }
    sides.before.push(cutOff(facet, plane, 1))
    sides.behind.push(cutOff(facet, plane, -1))
  }
  return sides
}

const between = (from: number, to: number, part: number): number => from + part * (to - from)

/** What of a facet lies on one side of a plane. The cut itself is no line to draw. */
function cutOff(facet: Facet, plane: Facet, sign: 1 | -1): Facet {
  const corners: Vec3[] = []
  const drawn: boolean[] = []
  facet.corners.forEach((corner, at) => {
    const next = facet.corners[(at + 1) % facet.corners.length] ?? corner
    const [here, there] = [distance(corner, plane) * sign, distance(next, plane) * sign]
    const isDrawn = facet.drawn[at] ?? false
    if (here >= -near) {
      corners.push(corner)
      drawn.push(here > near || there > near ? isDrawn : false)
    }
    if ((here > near && there < -near) || (here < -near && there > near)) {
      const part = here / (here - there)
      corners.push([
        between(corner[0], next[0], part),
        between(corner[1], next[1], part),
        between(corner[2], next[2], part),
      ])
      drawn.push(here < 0 ? isDrawn : false)
    }
  })
  return { ...facet, corners, drawn }
}
