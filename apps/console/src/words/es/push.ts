import type { push as english } from '../en/push.ts'

/** What a notification says. */
export const push: typeof english = {
  waits: (name) => `${name} espera`,
  nudged: (name) => `${name} sigue esperando`,
  at: (gate) => `Espera respuesta en ${gate}.`,
  reminded: (gate) => `Alguien se lo recuerda, en ${gate}.`,
  unlock: 'Desbloquear',
  reject: 'Rechazar',
  states: {
    unlocked: (name) => `${name} está desbloqueado`,
    rejected: (name) => `${name} fue rechazado`,
    killed: (name) => `${name} se cortó por un cierre`,
    expired: (name) => `${name} ha caducado`,
    cancelled: (name) => `${name} se canceló`,
    superseded: (name) => `${name} cedió su lugar a uno más nuevo`,
  },
  noMore: 'Ya nadie tiene que responder.',
  test: 'Este navegador recibe avisos',
  testWhat: 'Recibe un aviso cuando alguien espera su respuesta.',
  voted: (name, votes, needed) => `Su voto por ${name} cuenta: ${votes} de ${needed}`,
  refused: (name) => `No se aceptó: ${name}`,
  refusals: {
    lock_ended: 'Ya terminó.',
    lock_not_found: 'Ese bloqueo no existe.',
    gate_blocked: 'La puerta está cerrada.',
    self_approval: 'Nadie desbloquea lo que pidió por sí mismo.',
    forbidden: 'Usted no puede decidir aquí.',
  },
  refusedElse: 'Abra la consola para ver por qué.',
  signIn: 'Su sesión ha terminado',
  signInWhat: 'No se decidió nada. Abra la consola e inicie sesión.',
  unsure: 'El enlace no respondió',
  unsureWhat: (name) => `Mire ${name} en la consola antes de volver a responder.`,
}
