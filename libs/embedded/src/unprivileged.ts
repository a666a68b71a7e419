import { execFile } from 'node:child_process'
import { chown } from 'node:fs/promises'
import { promisify } from 'node:util'
import { CannotStart } from './cannot-start.ts'

const run = promisify(execFile)
const succeeds = async (file: string, args: readonly string[]): Promise<boolean> =>
  run(file, [...args], { cwd: '/' }).then(
    () => true,
    () => false,
  )

/** A way to run PostgreSQL's programs: as this user, or, since PostgreSQL refuses root, as `nobody`. */
export interface Runner {
  /** The command line that runs a program this way; with `follow` the program is interrupted when this process dies. */
  command(program: string, args: readonly string[], follow?: 'dies-with-us'): readonly [string, readonly string[]]
  /** Gives a file or folder to the user that the programs run as. */
  own(path: string): Promise<void>
  readonly uid?: number
  readonly gid?: number
}

/**
 * Finds the way that works here. As root the programs run as `nobody`; where a parent folder is closed to `nobody` they
 * keep the one capability that opens it, and nothing else of root.
 * @param reach a program that must run, and the folder whose content it must be able to use
 * @throws CannotStart when `nobody` can reach neither
 */
export const runner = async (reach: { program: string; folder: string }): Promise<Runner> => {
  const interrupt = (await succeeds('setpriv', ['--pdeathsig=INT', '--', 'true'])) ? ['--pdeathsig=INT'] : undefined
  if (process.getuid?.() !== 0) {
    return {
      command: (program, args, follow) => (follow && interrupt ? ['setpriv', [...interrupt, '--', program, ...args]] : [program, args]),
      own: () => Promise.resolve(),
    }
  }
  const { uid, gid } = await nobody()
  const own = (path: string): Promise<void> => chown(path, uid, gid)
  for (const keep of interrupt ? [[], keepFolderAccess] : []) {
    const as = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...keep]
    const reaches =
      (await succeeds('setpriv', [...as, '--', reach.program, '--version'])) &&
      (await succeeds('setpriv', [...as, '--', 'test', '-x', reach.folder]))
    if (reaches) {
      return {
        own,
        command: (program, args, follow) => ['setpriv', [...as, ...(follow && interrupt ? interrupt : []), '--', program, ...args]],
      }
    }
  }
  if (!interrupt) return { own, uid, gid, command: (program, args) => [program, args] }
  throw new CannotStart(`PostgreSQL does not run as root, and the user nobody cannot use ${reach.folder} and ${reach.program}.`, [
    'start as another user than root',
    'or move the repository and its data to a folder that everybody may enter (for example under /srv)',
    'or set DATABASE_URL to a PostgreSQL that you run yourself',
  ])
}

const keepFolderAccess = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override']

const nobody = async (): Promise<{ uid: number; gid: number }> => {
  const id = async (flag: string): Promise<number> =>
    run('id', [flag, 'nobody']).then(
      ({ stdout }) => Number(stdout),
      () => 65534,
    )
  return { uid: await id('-u'), gid: await id('-g') }
}
