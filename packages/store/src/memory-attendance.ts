import type { Attendance } from './store.ts'

/** `check` throws once the store is closed; `now` is a clock in milliseconds that only goes forward. */
export function memoryAttendance(check: () => unknown, now: () => number = () => performance.now()): Attendance {
  const noted = new Map<string, number>()
  return {
    note: async (locks) => {
      check()
      for (const lock of locks) noted.set(lock, now())
    },
    ages: async (locks) => {
      check()
      return new Map(
        locks.flatMap((lock) => {
          const at = noted.get(lock)
          return at === undefined ? [] : [[lock, Math.floor(now() - at)] as const]
        }),
      )
    },
  }
}
