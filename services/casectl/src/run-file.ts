import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { z } from 'zod'

export type Urls = Readonly<Record<ServiceName, string>>
export const Urls = z.record(z.enum(SERVICES), z.url())

/** What a running `up` tells the other commands, in its data folder. */
const RunFile = z.object({ pid: z.int().positive(), startedAt: z.string(), urls: Urls })
export type RunFile = z.infer<typeof RunFile>

/** Where the keys of an embedded deployment lie. */
export const keysFolder = (dataDir: string): string => join(dataDir, 'keys')

const at = (dataDir: string): string => join(dataDir, 'run.json')

export const writeRunFile = (dataDir: string, running: RunFile): Promise<void> =>
  writeFile(at(dataDir), `${JSON.stringify(running, undefined, 2)}\n`, { mode: 0o600 })

/** What `up` wrote, when that process is still there; a killed one leaves its file behind. */
export const readRunFile = async (dataDir: string): Promise<RunFile | undefined> => {
  const text = await readFile(at(dataDir), 'utf8').catch(() => undefined)
  const { data } = RunFile.safeParse(text === undefined ? undefined : parsed(text))
  return data && isAlive(data.pid) ? data : undefined
}

export const removeRunFile = (dataDir: string): Promise<void> => rm(at(dataDir), { force: true })

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === 'EPERM'
  }
}
