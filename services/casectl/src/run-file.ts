import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { processExists } from '@case-timeline/embedded'
import { z } from 'zod'

export type Urls = Readonly<Record<ServiceName, string>>
export const Urls = z.record(z.enum(SERVICES), z.url())

/** The file by which the other commands find a running `casectl up`, in its data folder. */
const RunFile = z.object({ pid: z.int().positive(), startedAt: z.string(), urls: Urls })
export type RunFile = z.infer<typeof RunFile>

/** The folder with the keys of an embedded deployment. */
export const keysFolder = (dataDir: string): string => join(dataDir, 'keys')

/** As root PostgreSQL runs as another user, who has to pass through the folder and may not list it. */
const dataFolderMode = (): number => (process.getuid?.() === 0 ? 0o711 : 0o700)

/** Makes a data folder that other users cannot read, or closes an existing one to them if its keys show what it is. */
export const makeDataFolder = async (dataDir: string): Promise<void> => {
  await mkdir(dataDir, { recursive: true, mode: dataFolderMode() })
  const isOurs = await stat(keysFolder(dataDir)).catch(() => undefined)
  if (isOurs) await chmod(dataDir, dataFolderMode())
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
