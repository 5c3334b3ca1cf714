/** What the gadget's page says. */
export const gadget = {
  title: 'Gadget',
  gate: 'Gate',
  /** The display, and what a screen reader hears. */
  shows: {
    away: 'The link is away',
    idle: 'Nothing waits',
    locked: 'Waiting for you',
    released: 'Everything passes',
    blocked: 'Nothing passes',
  },
  place: (count: number) => `1 of ${count}`,
  by: (name: string) => `by ${name}`,
  big: 'Big button',
  green: 'Green button',
  red: 'Red button',
  unlock: (lock: string) => `Press shortly: unlocks ${lock}.`,
  nothing: 'Press shortly: nothing waits.',
  default: (gate: string) => `Hold for 1.5 s: ${gate} goes back to asking.`,
  answerFirst: 'Something waits: answer it first, then everything can be let through.',
  release: 'Hold for 0.7 s: every pipeline passes, for an hour.',
  block: (waiting: number, unlocked: number) => {
    const kills = [...(waiting > 0 ? [`${waiting} waiting`] : []), ...(unlocked > 0 ? [`${unlocked} unlocked`] : [])]
    return `Hold for 0.7 s: kills ${kills.join(' and ') || 'nothing'}, and refuses what comes.`
  },
  tooShort: 'Hold it longer.',
  tooYoung: 'Another one has just come up: look, and press again.',
  ended: 'This one has ended: nothing was pressed.',
  reason: 'pressed on the gadget page',
  done: { unlock: 'Unlocked.', release: 'Released for an hour.', block: 'Blocked.', default: 'Back to asking.' },
  sent: 'On its way…',
  fullScreen: 'Full screen',
  siren: 'Siren',
  solid: 'In 3D',
}

export type GadgetWords = typeof gadget
