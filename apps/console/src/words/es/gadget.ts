import type { GadgetWords } from '../en/gadget.ts'

export const gadget: GadgetWords = {
  title: 'Aparato',
  gate: 'Puerta',
  shows: {
    away: 'No hay enlace',
    idle: 'Nada espera',
    locked: 'Le esperan',
    released: 'Todo pasa',
    blocked: 'Nada pasa',
  },
  place: (count) => `1 de ${count}`,
  by: (name) => `de ${name}`,
  big: 'Botón grande',
  green: 'Botón verde',
  red: 'Botón rojo',
  unlock: (lock) => `Pulsar: desbloquea ${lock}.`,
  nothing: 'Pulsar: nada espera.',
  default: (gate) => `Mantener 1,5 s: ${gate} vuelve al modo normal.`,
  answerFirst: 'Algo espera: respóndalo antes, y después se puede abrir.',
  release: 'Mantener 0,7 s: todo pipeline pasa, durante una hora.',
  block: (waiting, unlocked) => {
    const kills = [
      ...(waiting > 0 ? [`${waiting} en espera`] : []),
      ...(unlocked > 0 ? [`${unlocked} ya desbloqueados`] : []),
    ]
    return `Mantener 0,7 s: ${kills.length > 0 ? `corta ${kills.join(' y ')}` : 'no corta nada'} y niega lo que llegue.`
  },
  tooShort: 'Manténgalo más tiempo.',
  tooYoung: 'Acaba de aparecer otro: mire y pulse de nuevo.',
  ended: 'Este ya terminó: no se pulsó nada.',
  reason: 'pulsado en la página del aparato',
  done: { unlock: 'Desbloqueado.', release: 'Abierta una hora.', block: 'Cerrada.', default: 'En modo normal.' },
  sent: 'En camino…',
  fullScreen: 'Pantalla completa',
  siren: 'Sirena',
  solid: 'En 3D',
}
