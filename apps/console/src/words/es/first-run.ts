import type { firstRun as english } from '../en/first-run.ts'

export const firstRun: typeof english = {
  title: 'De nada a una pulsación',
  lead: 'Cinco pasos, unos minutos. Cada uno se marca solo.',
  hide: 'Ocultar esto',
  done: 'hecho',
  operator: 'Ha entrado',
  as: (name) => `Como ${name}.`,
  gadget: 'Hay un botón',
  gadgetOn: (name) => `${name} está encendido.`,
  gadgetAway: (name) => `${name} está inscrito y aún no responde.`,
  noGadget: 'No hay ninguno inscrito. No hace falta: los botones de esta página hacen lo mismo.',
  toDevices: 'Ver los equipos',
  paste: 'Haga que un pipeline pregunte',
  pasteBoss: 'Pegue esto en una terminal. La orden espera, como lo haría un pipeline.',
  pasteCurl: 'O use una línea para cualquier máquina con curl, como un paso de su pipeline:',
  make: 'Crear una línea con su propio token',
  making: 'Creando…',
  madeHint:
    'Su token vale un día y solo se muestra esta vez. La línea espera 55 segundos; péguela de nuevo para seguir.',
  goesOn: 'el pipeline sigue',
  blue: 'Véalo ponerse azul',
  blueHint: 'La petición aparece arriba y el botón se enciende en azul.',
  isBlue: 'Espera arriba y un botón de su puerta está azul.',
  press: 'Pulse',
  pressHint: 'Pulse Desbloquear, o el botón grande: la orden termina y el pipeline sigue.',
}
