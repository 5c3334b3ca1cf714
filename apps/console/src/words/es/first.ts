import type { Words } from '../words.ts'

export const first: Words = {
  pages: {
    now: 'Ahora',
    history: 'Historial',
    numbers: 'Cifras',
  },
  shell: {
    pages: 'Páginas',
    skip: 'Ir al contenido',
    loading: 'Un momento…',
    live: 'En directo',
    connecting: 'Conectando…',
    away: 'Sin enlace',
    account: 'Cuenta',
    setUpPeople: 'Dar de alta personas',
    signOut: 'Salir',
    notFound: 'Esa página no existe.',
    toNow: 'Ver lo que espera ahora',
  },
}
