import type { dialogs as english } from '../en/dialogs.tsx'

export const dialogs: typeof english = {
  cancel: 'Volver',
  reason: 'Motivo',
  reject: {
    title: (lock) => <>¿Rechazar {lock}?</>,
    lead: 'El pipeline se detiene y acaba con el código 3. Puede volver a pedir con otra petición.',
    hint: 'El pipeline lo imprime y el historial lo guarda.',
  },
  release: {
    title: (gate) => `¿Abrir ${gate}?`,
    lead: 'Todo pipeline que pida pasa, y queda registrado, hasta que la apertura acabe sola.',
    pending: 'algo espera aquí: respóndalo antes, o desbloquéelo al abrir',
    unlockToo: (count) =>
      count === 1 ? 'Desbloquear también lo que espera' : `Desbloquear también los ${count} que esperan`,
    vote: (count) => `Cuenta como su voto${count === 1 ? '' : ' en cada uno'}.`,
    reason: 'Motivo (opcional)',
    hint: 'El historial lo guarda.',
    for: 'Durante',
    until: (time) => `hasta las ${time}`,
    times: ['15 min', '1 hora', '8 horas'],
  },
  block: {
    title: (gate) => `¿Cerrar ${gate}?`,
    needsReason: 'para cerrar hace falta un motivo',
    waiting: (count) => `${count} en espera`,
    unlocked: (count) => `${count} ya desbloqueados que aún no pasaron`,
    kills: (what) => `Corta ${what}.`,
    killsNothing: 'Nada espera: no se corta nada.',
    below: (count) => `Vale también para ${count} ${count === 1 ? 'puerta' : 'puertas'} por debajo.`,
    releases: (gates) => `Termina la apertura de ${gates}.`,
    refuses: 'Niega toda petición nueva hasta que alguien la ponga en modo normal.',
    guarded: 'Detiene las órdenes vigiladas que corren ahora.',
    stops: (count, isWhole) =>
      count === 0 && isWhole
        ? 'Ninguna orden vigilada corre ahora: no se detiene ninguna.'
        : `Detiene ${isWhole ? '' : 'al menos '}${count} ${count === 1 ? 'orden vigilada que corre' : 'órdenes vigiladas que corren'} ahora.`,
    hint: 'Lo lee todo aquel a quien se le niega.',
  },
}
