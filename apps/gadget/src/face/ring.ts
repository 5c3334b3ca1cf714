import type { FaceState } from './state.ts'

type Lights = FaceState['lights']
type Rgb = Lights[number]

/** How bright a light is, 0 to 1, and its colour at full brightness: an LED gets paler as it gets brighter, not darker. */
export function glowOf([red, green, blue]: Rgb): { readonly color: string; readonly level: number } {
  const most = Math.max(red, green, blue)
  if (most === 0) return { color: 'rgb(0 0 0)', level: 0 }
  const full = (part: number) => Math.round((part / most) * 255)
  return { color: `rgb(${full(red)} ${full(green)} ${full(blue)})`, level: (most / 255) ** 0.6 }
}

/** All five lights as one: what falls on the desk. */
export function meanOf(lights: Lights): Rgb {
  const mean = (part: 0 | 1 | 2) => Math.round(lights.reduce((sum, light) => sum + light[part], 0) / lights.length)
  return [mean(0), mean(1), mean(2)]
}

/** For those who want less motion: the ring shows its colour and hardly moves. */
export function calmer(before: Rgb, lights: Lights): Rgb {
  const [red, green, blue] = meanOf(lights)
  const towards = (from: number, to: number) => Math.round(from + (to - from) * 0.06 + Math.sign(to - from) * 0.5)
  return [towards(before[0], red), towards(before[1], green), towards(before[2], blue)]
}
