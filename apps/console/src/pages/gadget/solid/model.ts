import { Box3, type BufferGeometry, Color, Group, Mesh, MeshPhysicalMaterial, type Object3D, Vector3 } from 'three'
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js'
import { toCreasedNormals } from 'three/addons/utils/BufferGeometryUtils.js'

/** The model of the case, as the gadget is printed; its parts are named (`hardware/release/gadget.glb`). */
const MODEL = '/gadget.glb'
/** The model is in metres; here one is a decimetre. */
const SCALE = 10
/** Edges that turn by more than this stay edges. */
const CREASE = 0.3

export const lightNames = [1, 2, 3, 4, 5].map((light) => `light-${light}`)

interface Finish {
  readonly colour: number
  readonly roughness: number
  readonly clearcoat?: number
}

const finishes: Readonly<Record<string, Finish>> = {
  body: { colour: 0x20242e, roughness: 0.62 },
  collar: { colour: 0x0c0d11, roughness: 0.35, clearcoat: 0.4 },
  'big-button': { colour: 0x0f38c4, roughness: 0.45, clearcoat: 0.25 },
  'green-guard': { colour: 0x0a5c28, roughness: 0.5 },
  'red-guard': { colour: 0x7c0e0e, roughness: 0.5 },
  'green-button': { colour: 0x0c9a3c, roughness: 0.3, clearcoat: 0.8 },
  'red-button': { colour: 0xc41414, roughness: 0.3, clearcoat: 0.8 },
  display: { colour: 0x040506, roughness: 0.15, clearcoat: 1 },
}
const lens: Finish = { colour: 0xd8dce4, roughness: 0.45 }

export interface Part {
  readonly mesh: Mesh<BufferGeometry, MeshPhysicalMaterial>
  /** Of its box, decimetres. */
  readonly centre: Vector3
  readonly size: Vector3
}

export interface Model {
  readonly root: Group
  /** @throws where the model has none of that name */
  part(name: string): Part
  dispose(): void
}

/** Reads the model. Rejects where it does not come, or is none. */
export async function loadModel(): Promise<Model> {
  const { scene } = await new GLTFLoader().loadAsync(MODEL)
  const root = new Group().add(scene)
  root.scale.setScalar(SCALE)
  root.updateMatrixWorld(true)
  const parts = new Map<string, Part>()
  scene.traverse((node) => {
    if (isMesh(node)) parts.set(node.name, partOf(node, finishes[node.name] ?? lens))
  })
  return {
    root,
    part(name) {
      const part = parts.get(name)
      if (!part) throw new Error(`the model has no ${name}`)
      return part
    },
    dispose() {
      for (const { mesh } of parts.values()) {
        mesh.geometry.dispose()
        mesh.material.dispose()
      }
    },
  }
}

const isMesh = (node: Object3D): node is Mesh<BufferGeometry> => node instanceof Mesh

function partOf(mesh: Mesh<BufferGeometry>, { colour, roughness, clearcoat = 0 }: Finish): Part {
  const box = new Box3().setFromObject(mesh)
  mesh.geometry = toCreasedNormals(mesh.geometry, CREASE)
  const material = new MeshPhysicalMaterial({
    color: new Color(colour),
    roughness,
    clearcoat,
    clearcoatRoughness: 0.25,
  })
  mesh.castShadow = true
  mesh.receiveShadow = true
  const finished = Object.assign(mesh, { material })
  return { mesh: finished, centre: box.getCenter(new Vector3()), size: box.getSize(new Vector3()) }
}
