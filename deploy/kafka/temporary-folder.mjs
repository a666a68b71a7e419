import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const BEGINS = 'case-timeline-kafka-'
const OWNER = 'owner.pid'

/** A folder of this process; those that killed processes left behind are removed first. */
export const temporaryFolder = async () => {
  for (const name of await readdir(tmpdir())) if (name.startsWith(BEGINS)) await removeOrphan(join(tmpdir(), name))
  const folder = await mkdtemp(join(tmpdir(), BEGINS))
  await writeFile(join(folder, OWNER), String(process.pid))
  return folder
}

/** What says no owner is nobody’s to remove. */
const removeOrphan = async (folder) => {
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
