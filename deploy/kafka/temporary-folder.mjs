import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const OWNER = 'owner.pid'

/**
 * A temporary folder of this process; the folders of killed processes are removed first.
 * @param server whose it is, as in the name of the folder
 */
export const temporaryFolder = async (server = 'kafka') => {
  const prefix = `case-timeline-${server}-`
  for (const name of await readdir(tmpdir())) if (name.startsWith(prefix)) await removeOrphan(join(tmpdir(), name))
  const folder = await mkdtemp(join(tmpdir(), prefix))
  await writeFile(join(folder, OWNER), String(process.pid))
  return folder
}

/** A folder without an owner file is left alone. */
const removeOrphan = async (folder) => {
  // A folder that cannot be removed now stays for a later start.
  const owner = Number(await readFile(join(folder, OWNER), 'utf8').catch(() => ''))
  if (owner > 0 && !isAlive(owner)) await rm(folder, { recursive: true, force: true }).catch(() => undefined)
}

const isAlive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (failure) {
    return failure.code !== 'ESRCH'
  }
}
