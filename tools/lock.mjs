// One holder at a time among the processes of one machine. A holder that died is noticed by its process id.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

const pollMs = 100

/** The start time that Linux keeps of a process: it tells a reused process id from the one that took the lock. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function isAlive(holder) {
  const [pid = '', start = ''] = holder.split(' ')
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
  return startOf(pid) === start
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Moves a dead holder's lock away, and puts it back if a living one took it in between. */
function removeStale(path, holder) {
  const aside = `${path}.${process.pid}.stale`
  try {
    renameSync(path, aside)
    if (read(aside) !== holder) linkSync(aside, path)
  } catch {
    // Another waiter was quicker: the next round sees what it did.
  }
  rmSync(aside, { force: true })
}

/**
 * Takes the lock at `path`, waiting as long as a living process holds it.
 * @param {string} path
 * @param {() => void} onWait called once when there is something to wait for
 * @returns {() => void} releases the lock
 */
export function takeLock(path, onWait) {
  const own = `${path}.${process.pid}`
  // Written first and linked then, so that nobody ever reads a lock without its holder.
  writeFileSync(own, `${process.pid} ${startOf(process.pid)}`)
  try {
    for (let round = 0; ; round += 1) {
      try {
        linkSync(own, path)
        return () => rmSync(path, { force: true })
      } catch (error) {
        if (error.code !== 'EEXIST') throw error
      }
      const holder = read(path)
      if (holder !== null && !isAlive(holder)) {
        removeStale(path, holder)
        continue
      }
      if (round === 0) onWait()
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pollMs)
    }
  } finally {
    rmSync(own, { force: true })
  }
}
