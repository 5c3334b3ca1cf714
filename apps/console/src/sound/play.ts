/** One tone after another, the first again after the last. */
export interface Tune {
  readonly tonesHz: readonly number[]
  /** How long each tone lasts, seconds. */
  readonly toneS: number
  readonly lengthS: number
}

const VOLUME = 0.15

/** Plays it (Web Audio API); silent where the browser plays nothing before the page was touched. */
export function play({ tonesHz, toneS, lengthS }: Tune): void {
  if (!navigator.userActivation.hasBeenActive) return
  const audio = new AudioContext()
  const volume = audio.createGain()
  volume.gain.value = VOLUME
  volume.connect(audio.destination)
  const tone = audio.createOscillator()
  tone.type = 'triangle'
  for (let count = 0; count * toneS < lengthS; count += 1)
    tone.frequency.setValueAtTime(tonesHz[count % tonesHz.length] ?? 0, audio.currentTime + count * toneS)
  tone.connect(volume)
  tone.addEventListener('ended', () => void audio.close())
  tone.start()
  tone.stop(audio.currentTime + lengthS)
}
