import { AdditiveBlending, CanvasTexture, Color, PointLight, type Scene, Sprite, SpriteMaterial } from 'three'
import type { Colour } from '../lighting.ts'
import { lightNames, type Model } from './model.ts'

const colours: Readonly<Record<Colour, Color>> = {
  blue: new Color(0x2f6bff),
  green: new Color(0x1fdc63),
  red: new Color(0xff2b22),
  amber: new Color(0xff9a1f),
}

/** How far the light of one reaches, decimetres, and how strong it is. */
const REACH = 1.5
const STRENGTH = 1.6
const HALO = 0.62
/** How far before the lens the light stands. */
const BEFORE = 0.08

export interface Glow {
  /** @param level 0 to 1, by place */
  set(colour: Colour, level: (place: number) => number): void
  dispose(): void
}

/** Light that comes out of the five lenses: on the lens, around it, and on what stands near. */
export function addGlow(scene: Scene, model: Model): Glow {
  const picture = haloPicture()
  const lights = lightNames.map((name) => {
    const { mesh, centre } = model.part(name)
    const before = centre.clone().setY(0).normalize().multiplyScalar(BEFORE).add(centre)
    const light = new PointLight(undefined, 0, REACH, 2)
    light.position.copy(before)
    const halo = new Sprite(new SpriteMaterial({ map: picture, blending: AdditiveBlending, depthWrite: false }))
    halo.position.copy(before)
    halo.scale.setScalar(HALO)
    scene.add(light, halo)
    return { mesh, light, halo }
  })
  return {
    set(name, levelAt) {
      const colour = colours[name]
      for (const [place, { mesh, light, halo }] of lights.entries()) {
        const level = levelAt(place)
        mesh.material.emissive.copy(colour)
        mesh.material.emissiveIntensity = level * 1.5
        // A lens that shines shows its own light alone.
        mesh.material.color.setScalar(0.3 * (1 - level))
        mesh.material.specularIntensity = 1 - level
        light.color.copy(colour)
        light.intensity = level * STRENGTH
        halo.material.color.copy(colour)
        halo.material.opacity = level * 0.85
      }
    },
    dispose() {
      picture.dispose()
      for (const { halo } of lights) halo.material.dispose()
    },
  }
}

const HALO_PX = 128

function haloPicture(): CanvasTexture {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = HALO_PX
  const pen = canvas.getContext('2d')
  if (pen) {
    const middle = HALO_PX / 2
    const fade = pen.createRadialGradient(middle, middle, 0, middle, middle, middle)
    fade.addColorStop(0, 'rgba(255,255,255,0.85)')
    fade.addColorStop(0.25, 'rgba(255,255,255,0.32)')
    fade.addColorStop(0.6, 'rgba(255,255,255,0.07)')
    fade.addColorStop(1, 'rgba(255,255,255,0)')
    pen.fillStyle = fade
    pen.fillRect(0, 0, HALO_PX, HALO_PX)
  }
  return new CanvasTexture(canvas)
}
