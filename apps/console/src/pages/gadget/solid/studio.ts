import {
  DirectionalLight,
  Mesh,
  PCFShadowMap,
  PlaneGeometry,
  PMREMGenerator,
  Scene,
  ShadowMaterial,
  type WebGLRenderer,
} from 'three'
import { RoomEnvironment } from 'three/addons/environments/RoomEnvironment.js'

export interface Studio {
  readonly scene: Scene
  dispose(): void
}

/** Where the gadget stands: soft light from a room, one lamp, and a desk that shows nothing but shadow and shine. */
export function openStudio(renderer: WebGLRenderer): Studio {
  const scene = new Scene()
  const room = new RoomEnvironment()
  const reflections = new PMREMGenerator(renderer)
  const environment = reflections.fromScene(room, 0.04).texture
  scene.environment = environment
  scene.environmentIntensity = 0.4

  const lamp = new DirectionalLight(0xffffff, 1.9)
  lamp.position.set(-2.2, 4.2, 2.6)
  lamp.castShadow = true
  lamp.shadow.mapSize.set(1_024, 1_024)
  lamp.shadow.radius = 7
  lamp.shadow.bias = -0.0006
  for (const [side, at] of Object.entries({ left: -1.6, right: 1.6, top: 1.6, bottom: -1.6, near: 1, far: 9 }))
    Object.assign(lamp.shadow.camera, { [side]: at })
  renderer.shadowMap.enabled = true
  renderer.shadowMap.type = PCFShadowMap

  const desk = new Mesh(new PlaneGeometry(12, 12), new ShadowMaterial({ opacity: 0.34 }))
  desk.rotation.x = -Math.PI / 2
  desk.receiveShadow = true
  scene.add(lamp, desk)
  return {
    scene,
    dispose() {
      for (const it of [environment, reflections, room, lamp, desk.geometry, desk.material]) it.dispose()
    },
  }
}
