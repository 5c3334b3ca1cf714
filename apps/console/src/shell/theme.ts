import { remember, remembered } from './remembered.ts'

/** Light or dark: as the system says, or as somebody chose. */
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const systemIsDark = () => matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

export const themeNow = (): Theme => themes.find((it) => it === remembered('theme')) ?? 'system'

/** Shows the page in the theme that was chosen last. */
export function showTheme(theme: Theme = themeNow()): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function chooseTheme(theme: Theme): void {
  remember('theme', theme)
  showTheme(theme)
  for (const listener of listeners) listener()
}

/** Whether the page is dark now; for what is drawn by hand. */
export function isDark(): boolean {
  const theme = document.documentElement.dataset.theme
  return theme === undefined ? systemIsDark().matches : theme === 'dark'
}

/** Hears of another theme, chosen here or by the system. */
export function hearTheme(listener: () => void): () => void {
  const system = systemIsDark()
  listeners.add(listener)
  system.addEventListener('change', listener)
  return () => {
    listeners.delete(listener)
    system.removeEventListener('change', listener)
  }
}
