import { chmod, chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { processExists, unprivilegedUser } from '@case-timeline/embedded'
import { z } from 'zod'

export type Urls = Readonly<Record<ServiceName, string>>
export const Urls = z.record(z.enum(SERVICES), z.url())

/** The file by which the other commands find a running `casectl up`, in its data folder. */
const RunFile = z.object({ pid: z.int().positive(), startedAt: z.string(), urls: Urls })
export type RunFile = z.infer<typeof RunFile>

/** The folder with the keys of an embedded deployment. */
export const keysFolder = (dataDir: string): string => join(dataDir, 'keys')

/**
 * Closes a folder to other users. As root PostgreSQL runs as another user, whose group has to pass through the folder and
 * may not list it: closed to that user as well, PostgreSQL would need the right to read every file of the machine.
 */
const close = async (folder: string): Promise<void> => {
  if (process.getuid?.() !== 0) return chmod(folder, 0o700)
  const { gid } = await unprivilegedUser()
  await chown(folder, (await stat(folder)).uid, gid)
  await chmod(folder, 0o710)
}

/**
 * Makes a data folder, with the folders above it, that other users cannot enter, or closes an existing one to them if its
 * keys show what it is.
 */
export const makeDataFolder = async (dataDir: string): Promise<void> => {
  const folder = resolve(dataDir)
  const created = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (created !== undefined) for (let path = folder; path.length >= created.length; path = dirname(path)) await close(path)
  else if (await stat(keysFolder(folder)).catch(() => undefined)) await close(folder)
}

const runFilePath = (dataDir: string): string => join(dataDir, 'run.json')

export const writeRunFile = (dataDir: string, running: RunFile): Promise<void> =>
  writeFile(runFilePath(dataDir), `${JSON.stringify(running, undefined, 2)}\n`, { mode: 0o600 })

/**
 * Reads the run file of a running `casectl up`. Returns `undefined` if its process no longer exists, because a killed
 * process leaves its file behind.
 */
export const readRunFile = async (dataDir: string): Promise<RunFile | undefined> => {
  const text = await readFile(runFilePath(dataDir), 'utf8').catch(() => undefined)
  const { data } = RunFile.safeParse(text === undefined ? undefined : parsed(text))
  return data && processExists(data.pid) ? data : undefined
}

export const removeRunFile = (dataDir: string): Promise<void> => rm(runFilePath(dataDir), { force: true })

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
