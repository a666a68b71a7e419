import { accessSync, chmodSync, constants, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where Linux has a file system in memory, if its administrator has left it usable. */
const IN_MEMORY = '/dev/shm'
/** What the databases and copies of a suite take is a fraction of this. */
const MIN_FREE_BYTES = 8 * 2 ** 30

const PREFIX = 'case-timeline-suite-'
/** Has the id of the process whose folder it is. */
const OWNER = 'owner.pid'

const isUsable = () => {
  try {
    accessSync(IN_MEMORY, constants.W_OK)
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .findLast(([, folder]) => folder === IN_MEMORY)
    const { bavail, bsize } = statfsSync(IN_MEMORY)
    return (
      mount?.[2] === 'tmpfs' &&
      !mount[3].split(',').includes('noexec') &&
      Math.min(bavail * bsize, process.availableMemory()) >= MIN_FREE_BYTES
    )
  } catch {
    return false
  }
}

const isRunning = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** What is left of a process that was killed would stay in memory until the machine ends. */
const removeAbandoned = (place) => {
  for (const name of readdirSync(place).filter((one) => one.startsWith(PREFIX)))
    try {
      if (isRunning(Number(readFileSync(join(place, name, OWNER), 'utf8')))) continue
      rmSync(join(place, name), { recursive: true, force: true, maxRetries: 5 })
    } catch {
      // That of another user, or one that is being made or removed.
    }
}

/**
 * Makes a folder for the temporary files of a suite, in memory where there is room: the specifications create hundreds of
 * databases and drop them again, and on a disk they wait for it most of that time. A process writes there when TMPDIR
 * names it.
 * @returns the folder, and how it is removed with all that is in it
 */
export const scratchFolder = () => {
  const place = isUsable() ? IN_MEMORY : tmpdir()
  removeAbandoned(place)
  const folder = mkdtempSync(join(place, PREFIX))
  writeFileSync(join(folder, OWNER), String(process.pid))
  // PostgreSQL runs as another user than root, and reaches its folder through this one.
  chmodSync(folder, 0o1777)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) }
}
