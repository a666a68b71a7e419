import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CannotStart } from './cannot-start.mjs'

const OLDEST_JAVA = 17
const INSTALL = {
  linux: 'sudo apt-get install openjdk-17-jre-headless maven (or your distribution’s packages)',
  darwin: 'brew install openjdk@17 maven',
  win32: 'winget install EclipseAdoptium.Temurin.17.JRE Apache.Maven',
}
const install = () => `Install it: ${INSTALL[process.platform] ?? 'a Java 17 runtime and Apache Maven'}.`

const javaHomeProgram = (program) => {
  const home = process.env.JAVA_HOME
  const path = home && join(home, 'bin', program)
  return path && (existsSync(path) || existsSync(`${path}.exe`)) ? path : program
}

/**
 * The Java of JAVA_HOME, else the one on the path.
 * @param program `java`, or another program of the same installation
 * @param user what runs on it, for the sentence when it is missing
 * @throws CannotStart when Java is missing or too old
 */
export const findJava = (program = 'java', user = 'Kafka runs') => {
  const command = javaHomeProgram('java')
  const { error, stderr } = spawnSync(command, ['-version'], { encoding: 'utf8' })
  if (error) throw new CannotStart(`${user} on Java ${OLDEST_JAVA} or newer, and there is no "${command}". ${install()}`)
  const version = /version "(?:1\.)?(\d+)/.exec(stderr)?.[1]
  if (Number(version) >= OLDEST_JAVA) return javaHomeProgram(program)
  throw new CannotStart(
    `${user} on Java ${OLDEST_JAVA} or newer, and "${command}" is ${version ? `Java ${version}` : 'of an unknown version'}. ${install()}`,
  )
}

/**
 * The Maven that downloads jars.
 * @param what it downloads, for the sentence when it is missing
 * @throws CannotStart when Maven is missing
 */
export const findMaven = (what = 'the Kafka broker') => {
  const command = process.platform === 'win32' ? 'mvn.cmd' : 'mvn'
  const { error, status } = spawnSync(command, ['--version'], { stdio: 'ignore', shell: command.endsWith('.cmd') })
  if (error || status !== 0) throw new CannotStart(`Maven is needed to download ${what}, and "mvn" does not run. ${install()}`)
  return command
}
