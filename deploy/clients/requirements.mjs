import { spawnSync } from 'node:child_process'
import { CannotStart } from '../kafka/cannot-start.mjs'
import { findJava, findMaven } from '../kafka/requirements.mjs'

/** What the generated Python clients import. */
const MODULES = ['pydantic', 'urllib3', 'dateutil', 'typing_extensions']
const PACKAGES = 'python3 python3-pydantic python3-urllib3 python3-dateutil python3-typing-extensions'

/** The interpreter of the path may be another one than that of the distribution, which has the distribution’s packages. */
const INTERPRETERS = ['python3', '/usr/bin/python3']

const runs = (command, args) => {
  const { error, status } = spawnSync(command, args, { stdio: 'ignore' })
  return !error && status === 0
}

const findCompiler = () => {
  const javac = findJava('javac', 'The compiler of the clients runs')
  if (runs(javac, ['-version'])) return javac
  throw new CannotStart(
    `The Java clients are compiled, and there is no "${javac}": install a JDK, e.g. sudo apt-get install default-jdk-headless.`,
  )
}

const findPython = () => {
  if (!INTERPRETERS.some((python) => runs(python, ['--version'])))
    throw new CannotStart(`The Python clients need Python 3.9 or newer, and there is no "python3": sudo apt-get install ${PACKAGES}.`)
  const found = INTERPRETERS.find((python) =>
    runs(python, ['-c', `import sys, ${MODULES.join(', ')}; sys.exit(pydantic.VERSION.startswith('1.'))`]),
  )
  if (found) return found
  throw new CannotStart(
    `The Python clients import ${MODULES.join(', ')} (pydantic 2), and no python3 has them all: sudo apt-get install ${PACKAGES}, or install them with pip.`,
  )
}

/**
 * The programs of the suite.
 * @throws CannotStart with what is missing, and how to install it
 */
export const findPrograms = () => {
  const java = findJava('java', 'The generator of the clients runs')
  const javac = findCompiler()
  findMaven('the generator')
  return { java, javac, python: findPython() }
}
