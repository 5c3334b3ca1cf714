import type { lock as english } from '../en/lock.tsx'

export const lock: typeof english = {
  states: {
    locked: 'Espera',
    unlocked: 'Desbloqueado, aún sin pasar',
  },
  by: 'por',
  timeline: 'Qué pasó',
  mayVote: 'Quién puede responder',
  nudgeHint: 'Se lo recuerda: en las consolas abiertas y en avisos, como mucho cada cinco minutos.',
  nudged: (age) => <>Recordado hace {age}.</>,
  anybody: 'Cualquiera que pueda decidir en esta puerta.',
  told: 'Avisado a otros',
  calls: { asked: 'se está avisando', confirmed: 'confirmado', failed: 'falló' },
  line: 'Para enviar a alguien',
  lineHint: 'Lo abre quien puede ver esta puerta.',
  loading: 'Preguntando al enlace…',
  notFound: 'Ese bloqueo no existe, o usted no puede ver su puerta.',
  failed: 'El enlace no respondió.',
  again: 'Intentar de nuevo',
  toNow: 'Ver lo que espera ahora',
}
