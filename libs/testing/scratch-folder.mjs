import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where Linux has a file system in memory, if its administrator has left it usable. */
const IN_MEMORY = '/dev/shm'
/** What the databases and copies of a suite take is a fraction of this. */
const MIN_FREE_BYTES = 8 * 2 ** 30

const isUsable = () => {
  try {
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .findLast(([, folder]) => folder === IN_MEMORY)
    const { bavail, bsize } = statfsSync(IN_MEMORY)
    return mount?.[2] === 'tmpfs' && !mount[3].split(',').includes('noexec') && bavail * bsize >= MIN_FREE_BYTES
  } catch {
    return false
  }
}

/**
 * Makes a folder for the temporary files of a suite, in memory where there is room: the specifications create hundreds of
 * databases and drop them again, and on a disk they wait for it most of that time. A process writes there when TMPDIR
 * names it.
 * @returns the folder, and how it is removed with all that is in it
 */
export const scratchFolder = () => {
  const folder = mkdtempSync(join(isUsable() ? IN_MEMORY : tmpdir(), 'case-timeline-suite-'))
  // PostgreSQL runs as another user than root, and reaches its folder through this one.
  chmodSync(folder, 0o1777)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) }
}
