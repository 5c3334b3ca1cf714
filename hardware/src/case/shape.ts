import type { Vec2, Vec3 } from './kernel.ts'

/** A solid as data; millimetres and degrees. `build` makes it. */
export type Shape =
  | { readonly type: 'box'; readonly size: Vec3 }
  | { readonly type: 'cone'; readonly height: number; readonly bottom: number; readonly top: number }
  | { readonly type: 'prism'; readonly outline: readonly Vec2[]; readonly height: number }
  | { readonly type: 'turned'; readonly outline: readonly Vec2[] }
  | { readonly type: 'add' | 'cut' | 'common'; readonly first: Shape; readonly others: readonly Shape[] }
  | { readonly type: 'hull'; readonly of: Shape }
  | { readonly type: 'move' | 'rotate'; readonly of: Shape; readonly by: Vec3 }
  | { readonly type: 'trim'; readonly of: Shape; readonly normal: Vec3; readonly offset: number }

export const box = (size: Vec3): Shape => ({ type: 'box', size })

/** Stands on the ground, its axis is z. */
export const cylinder = (radius: number, height: number): Shape => cone(radius, radius, height)

/** A cylinder whose radius at its top is another one. */
export const cone = (bottom: number, top: number, height: number): Shape => ({ type: 'cone', height, bottom, top })

/** An outline, counterclockwise, drawn upwards. */
export const prism = (outline: readonly Vec2[], height: number): Shape => ({ type: 'prism', outline, height })

/** An outline of (radius, z), counterclockwise, turned round the z axis. */
export const turned = (outline: readonly Vec2[]): Shape => ({ type: 'turned', outline })

export const add = (first: Shape, ...others: readonly Shape[]): Shape => ({ type: 'add', first, others })
export const cut = (first: Shape, ...others: readonly Shape[]): Shape => ({ type: 'cut', first, others })
export const common = (first: Shape, ...others: readonly Shape[]): Shape => ({ type: 'common', first, others })

/** The smallest convex solid around. */
export const hull = (of: Shape): Shape => ({ type: 'hull', of })
export const move = (of: Shape, by: Vec3): Shape => ({ type: 'move', of, by })

/** About x first, then y, then z. */
export const rotate = (of: Shape, by: Vec3): Shape => ({ type: 'rotate', of, by })

/** Keeps what lies beyond the plane, in the direction of its normal, a unit vector. */
export const trim = (of: Shape, normal: Vec3, offset: number): Shape => ({ type: 'trim', of, normal, offset })

/** Where a point at this radius and angle is; 0 degrees is the right side, 90 the back. */
export const polar = (radius: number, degrees: number): Vec2 => [
  radius * Math.cos((degrees * Math.PI) / 180),
  radius * Math.sin((degrees * Math.PI) / 180),
]

/** In degrees, as `polar` takes it. */
export const angleOf = ([x, y]: Vec2): number => (Math.atan2(y, x) * 180) / Math.PI

/** The same shape at several points of the ground. */
export const at = (points: readonly Vec2[], shape: Shape, z = 0): readonly Shape[] =>
  points.map(([x, y]) => move(shape, [x, y, z]))
