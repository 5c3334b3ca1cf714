import type { Tone } from '../show/tone.ts'
import type { Words } from '../words/words.ts'

const NAME = 'Boss Deployer'

/** The tab's title: how many wait, else what holds. */
export const titleOf = (tone: Tone, waiting: number, words: Words['tab']): string =>
  `${waiting > 0 ? `(${waiting}) ` : ''}${words[tone]}${NAME}`

const icons: Readonly<Record<Tone, string>> = {
  default: '<circle cx="16" cy="16" r="12" fill="none" stroke="#8a919e" stroke-width="5"/>',
  waiting: '<circle cx="16" cy="16" r="15" fill="#1f5be0"/><circle cx="16" cy="16" r="7" fill="#fff"/>',
  released: '<path d="M5 2v28l25-14z" fill="#12823f"/>',
  blocked: '<path d="M9 0h14l9 9v14l-9 9H9l-9-9V9z" fill="#cf2a2a"/><path d="M7 13h18v6H7z" fill="#fff"/>',
  away: '<path d="M16 0 32 16 16 32 0 16z" fill="#c47a00"/><path d="M14 8h4v10h-4zm0 12h4v4h-4z" fill="#fff"/>',
}

/** The tab's icon: the state's colour and shape. */
export const iconOf = (tone: Tone): string =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${icons[tone]}</svg>`)}`
