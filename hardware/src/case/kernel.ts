import open from 'manifold-3d'

export type Vec2 = [x: number, y: number]
export type Vec3 = [x: number, y: number, z: number]

/** What we use of a solid of manifold-3d. It lies in WASM memory: whoever has made one deletes it. */
export interface Solid {
  add(other: Solid): Solid
  subtract(other: Solid): Solid
  intersect(other: Solid): Solid
  translate(by: Vec3): Solid
  rotate(degrees: Vec3): Solid
  trimByPlane(normal: Vec3, offset: number): Solid
  status(): string
  genus(): number
  volume(): number
  hull(): Solid
  decompose(): Solid[]
  boundingBox(): { readonly min: Vec3; readonly max: Vec3 }
  getMesh(): { readonly numProp: number; readonly vertProperties: Float32Array; readonly triVerts: Uint32Array }
  delete(): void
}

/** What we use of manifold-3d itself. Its own declarations do not resolve in an ES module. */
export interface Kernel {
  readonly Manifold: {
    cylinder(height: number, bottom: number, top: number, segments: number): Solid
    cube(size: Vec3): Solid
    extrude(outline: Vec2[], height: number): Solid
    revolve(outline: Vec2[], segments: number): Solid
  }
  setup(): void
}

/** Loads the geometry kernel, 0.5 MB of WebAssembly. */
export async function openKernel(): Promise<Kernel> {
  const kernel: Kernel = await open()
  kernel.setup()
  return kernel
}
