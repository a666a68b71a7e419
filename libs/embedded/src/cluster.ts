import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import { CannotStart } from './cannot-start.ts'
import { processExists } from './process-exists.ts'
import type { Runner } from './unprivileged.ts'

/** A PostgreSQL data directory, ready to start a server on it. */
export interface Cluster {
  readonly folder: string
  readonly password: string
}

const passwordFile = (folder: string): string => join(folder, 'superuser.password')

/**
 * The cluster in `<dataDir>/postgres`, created if missing. It is created in a temporary folder and renamed when
 * complete, so an interrupted start leaves nothing incomplete, and two concurrent first starts result in one cluster.
 */
export const openCluster = async (dataDir: string, programs: Binaries, runner: Runner, durable: boolean): Promise<Cluster> => {
  const folder = join(dataDir, 'postgres')
  if (!(await exists(folder))) {
    await removeAbandoned(dataDir)
    const complete = await initialize(dataDir, programs, runner, durable)
    await rename(complete, folder).catch(async (failure: unknown) => {
      await rm(complete, { recursive: true, force: true })
      if (!(await exists(folder))) throw failure
    })
  }
  const password = await readFile(passwordFile(folder), 'utf8').catch(() => {
    throw new CannotStart(`The password of the embedded PostgreSQL cannot be read: ${passwordFile(folder)}.`, [
      'start as the user that created the data',
      `or move ${dataDir} away to start with empty data`,
    ])
  })
  return { folder, password }
}

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined

const initialize = async (dataDir: string, programs: Binaries, runner: Runner, durable: boolean): Promise<string> => {
  const temporary = join(dataDir, `postgres.making-${process.pid}`)
  const secret = `${temporary}.password`
  await mkdir(temporary, { recursive: true, mode: 0o700 })
  await runner.giveOwnership(temporary)
  await writeFile(secret, randomBytes(24).toString('base64url'), { mode: 0o600 })
  await runner.giveOwnership(secret)
  const [file, args] = runner.command(programs.initdb, [
    `--pgdata=${temporary}`,
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
      ...(runner.uid === undefined ? {} : { uid: runner.uid, gid: runner.gid }),
    })
    // initdb has read the password; from now on only this process needs it.
    if (process.getuid) await chown(secret, process.getuid(), process.getgid?.() ?? 0)
    await rename(secret, passwordFile(temporary))
    return temporary
  } catch (failure) {
    await rm(temporary, { recursive: true, force: true })
    await rm(secret, { force: true })
    const errorLine = (failure as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? String(failure)
    throw new CannotStart(`PostgreSQL could not set up its data in ${dataDir}: ${errorLine}`, [
      'check that the folder can be written and that the disk is not full',
      'or set DATABASE_URL to a PostgreSQL that you run yourself',
    ])
  }
}

/** Removes the folders of first starts that were killed before they were complete. */
const removeAbandoned = async (dataDir: string): Promise<void> => {
  for (const name of await readdir(dataDir)) {
    const makerPid = /^postgres\.making-(\d+)/.exec(name)?.[1]
    if (makerPid === undefined || processExists(Number(makerPid))) continue
    await rm(join(dataDir, name), { recursive: true, force: true })
  }
}

/** The environment of PostgreSQL's programs, without secrets and variables that change their language or connection. */
export const environment = (): NodeJS.ProcessEnv => ({
  LC_ALL: 'C',
  TZ: 'UTC',
  ...Object.fromEntries(
    ['PATH', 'SystemRoot', 'TEMP'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  ),
})
