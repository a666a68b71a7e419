import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import { CannotStart } from './cannot-start.ts'
import type { Runner } from './unprivileged.ts'

/** A PostgreSQL data directory, ready to be served. */
export interface Cluster {
  readonly folder: string
  readonly password: string
}

const passwordFile = (folder: string): string => join(folder, 'superuser.password')

/**
 * The cluster in `<dataDir>/postgres`, made if it is not there yet. It is made aside and renamed when complete, so an
 * interrupted start leaves nothing half done, and two first starts end with one cluster.
 */
export const cluster = async (dataDir: string, programs: Binaries, as: Runner, durable: boolean): Promise<Cluster> => {
  const folder = join(dataDir, 'postgres')
  if (!(await exists(folder))) {
    await removeAbandoned(dataDir)
    const made = await initialize(dataDir, programs, as, durable)
    await rename(made, folder).catch(async (failure: unknown) => {
      await rm(made, { recursive: true, force: true })
      if (!(await exists(folder))) throw failure
    })
  }
  const password = await readFile(passwordFile(folder), 'utf8').catch(() => {
    throw new CannotStart(`The password of the embedded PostgreSQL cannot be read: ${passwordFile(folder)}.`, [
      'start as the user that made the data',
      `or move ${dataDir} away to begin with empty data`,
    ])
  })
  return { folder, password }
}

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined

const initialize = async (dataDir: string, programs: Binaries, as: Runner, durable: boolean): Promise<string> => {
  const made = join(dataDir, `postgres.making-${process.pid}`)
  const secret = `${made}.password`
  await mkdir(made, { recursive: true, mode: 0o700 })
  await as.own(made)
  await writeFile(secret, randomBytes(24).toString('base64url'), { mode: 0o600 })
  await as.own(secret)
  const [file, args] = as.command(programs.initdb, [
    `--pgdata=${made}`,
    '--username=postgres',
    `--pwfile=${secret}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--locale=C.UTF-8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ])
  try {
    await promisify(execFile)(file, [...args], {
      cwd: '/',
      env: environment(),
      ...(as.uid === undefined ? {} : { uid: as.uid, gid: as.gid }),
    })
    if (process.getuid) await chown(secret, process.getuid(), process.getgid?.() ?? 0)
    await rename(secret, passwordFile(made))
    return made
  } catch (failure) {
    await rm(made, { recursive: true, force: true })
    await rm(secret, { force: true })
    const said = (failure as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? String(failure)
    throw new CannotStart(`PostgreSQL could not set up its data in ${dataDir}: ${said}`, [
      'check that the folder can be written and that the disk is not full',
      'or set DATABASE_URL to a PostgreSQL that you run yourself',
    ])
  }
}

/** What first starts left that were killed before they were done. */
const removeAbandoned = async (dataDir: string): Promise<void> => {
  for (const name of await readdir(dataDir)) {
    const maker = /^postgres\.making-(\d+)/.exec(name)?.[1]
    if (maker === undefined || alive(Number(maker))) continue
    await rm(join(dataDir, name), { recursive: true, force: true })
  }
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** PostgreSQL gets no variable that could change how it speaks or where it looks, and none of our secrets. */
export const environment = (): NodeJS.ProcessEnv => ({
  LC_ALL: 'C',
  TZ: 'UTC',
  ...Object.fromEntries(
    ['PATH', 'SystemRoot', 'TEMP'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  ),
})
