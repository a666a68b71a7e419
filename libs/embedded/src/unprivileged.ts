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

/** How to run PostgreSQL's programs: as this user, or, since PostgreSQL refuses root, as `nobody`. */
export interface Runner {
  /** The command line that runs a program; with `follow` the program is interrupted when this process dies. */
  command(program: string, args: readonly string[], follow?: 'kill-with-parent'): readonly [string, readonly string[]]
  /** Gives a file or folder to the user as which the programs run. */
  giveOwnership(path: string): Promise<void>
  readonly uid?: number
  readonly gid?: number
}

/**
 * Finds a runner that works here. As root the programs run as `nobody`; if `nobody` has no access to a parent folder
 * they keep the one capability that gives access to it, and no other right of root.
 * @param reach a program that must run, and the folder whose content it must be able to use
 * @throws CannotStart when `nobody` has no access to the program or the folder
 */
export const findRunner = async (reach: { program: string; folder: string }): Promise<Runner> => {
  const interrupt = (await succeeds('setpriv', ['--pdeathsig=INT', '--', 'true'])) ? ['--pdeathsig=INT'] : undefined
  if (process.getuid?.() !== 0) {
    return {
      command: (program, args, follow) => (follow && interrupt ? ['setpriv', [...interrupt, '--', program, ...args]] : [program, args]),
      giveOwnership: () => Promise.resolve(),
    }
  }
  const { uid, gid } = await unprivilegedUser()
  const giveOwnership = (path: string): Promise<void> => chown(path, uid, gid)
  for (const capabilities of interrupt ? [[], KEEP_FOLDER_ACCESS] : []) {
    const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...capabilities]
    const reaches =
      (await succeeds('setpriv', [...identity, '--', reach.program, '--version'])) &&
      (await succeeds('setpriv', [...identity, '--', 'test', '-x', reach.folder]))
    if (reaches) {
      return {
        giveOwnership,
        command: (program, args, follow) => ['setpriv', [...identity, ...(follow && interrupt ? interrupt : []), '--', program, ...args]],
      }
    }
  }
  // Without setpriv, the programs are started with the ids of `nobody`.
  if (!interrupt) return { giveOwnership, uid, gid, command: (program, args) => [program, args] }
  throw new CannotStart(`PostgreSQL does not run as root, and the user "nobody" has no access to ${reach.folder} and ${reach.program}.`, [
    'start as a user other than root',
    'or move the repository and its data to a folder that every user may enter (for example under /srv)',
    'or set DATABASE_URL to a PostgreSQL that you run yourself',
  ])
}

/** The capability CAP_DAC_OVERRIDE survives the change of the user. */
const KEEP_FOLDER_ACCESS = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override']

/** As whom PostgreSQL's programs run when this process is root's. */
export const unprivilegedUser = async (): Promise<{ uid: number; gid: number }> => {
  const id = async (flag: string): Promise<number> =>
    run('id', [flag, 'nobody']).then(
      ({ stdout }) => Number(stdout),
      // The usual id of `nobody`.
      () => 65534,
    )
  return { uid: await id('-u'), gid: await id('-g') }
}
