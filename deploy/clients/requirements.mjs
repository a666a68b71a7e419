import { spawnSync } from 'node:child_process'
import { CannotStart } from '../kafka/cannot-start.mjs'
import { findJava, findMaven } from '../kafka/requirements.mjs'
import { findPython } from '../python.mjs'

const runs = (command, args) => {
  const { error, status } = spawnSync(command, args, { stdio: 'ignore' })
  return !error && status === 0
}

/**
 * The compiler of Java.
 * @throws CannotStart when Java is missing, or is a runtime only
 */
export const findCompiler = () => {
  const javac = findJava('javac', 'The compiler of the Java programs runs')
  if (runs(javac, ['-version'])) return javac
  throw new CannotStart(
    `The Java programs are compiled, and there is no "${javac}": install a JDK, e.g. sudo apt-get install default-jdk-headless.`,
  )
}

const findClientPython = () =>
  findPython({
    user: 'The generated Python clients and the examples need',
    modules: ['pydantic', 'urllib3', 'dateutil', 'typing_extensions', 'cryptography'],
    packages: 'python3 python3-pydantic python3-urllib3 python3-dateutil python3-typing-extensions python3-cryptography',
    condition: "not pydantic.VERSION.startswith('1.')",
    named: 'pydantic 2, urllib3, dateutil, typing_extensions and cryptography',
  })

const requireShells = () => {
  const missing = ['zsh', 'fish'].filter((shell) => !runs(shell, ['--version']))
  if (missing.length > 0)
    throw new CannotStart(
      `The completion of casectl is tried in ${missing.join(' and ')}: install the package, e.g. sudo apt-get install ${missing.join(' ')}.`,
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
  requireShells()
  return { java, javac, python: findClientPython() }
}
