import { spawnSync } from 'node:child_process'
import { CannotStart } from './kafka/cannot-start.mjs'

/** The interpreter of the path may be another one than that of the distribution, which has the distribution’s packages. */
const INTERPRETERS = ['python3', '/usr/bin/python3']

const runs = (python, args) => {
  const { error, status } = spawnSync(python, args, { stdio: 'ignore' })
  return !error && status === 0
}

/**
 * The first Python that has the modules.
 * @param needs `user`: who imports them, for the sentence when something is missing; `modules`; `packages`: those of Debian
 * and Ubuntu that have them; `condition`: in Python, on the imported modules; `named`: the modules in words
 * @throws CannotStart with what is missing, and how to install it
 */
export const findPython = ({ user, modules, packages, condition = 'True', named = modules.join(', ') }) => {
  if (!INTERPRETERS.some((python) => runs(python, ['--version'])))
    throw new CannotStart(`${user} Python 3.9 or newer, and there is no "python3": sudo apt-get install ${packages}.`)
  const check = `import sys, ${modules.join(', ')}; sys.exit(not (${condition}))`
  const found = INTERPRETERS.find((python) => runs(python, ['-c', check]))
  if (found) return found
  throw new CannotStart(
    `${user} Python with ${named}, and no python3 has them all: sudo apt-get install ${packages}, or install them with pip.`,
  )
}
