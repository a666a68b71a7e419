import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CannotStart } from './cannot-start.mjs'
import { findMaven } from './requirements.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(dirname(here))

/** The folder with the broker’s jars. @throws as `verifiedJars` */
export const brokerJars = () => verifiedJars({ listedIn: here, folder: 'kafka-jars', what: 'the Kafka broker', size: '43 MB' })

/**
 * A folder with jars, downloaded from Maven Central the first time. Each time every file is verified against the
 * committed checksums, so that neither the folder nor the registry can replace a file.
 * @param jars `listedIn`: the folder with pom.xml and jars.sha512; `folder`: where the jars are kept; `what` they are, and
 * their `size`, for the person who waits
 * @throws CannotStart when a jar is missing, differs, or is not in the list
 */
export const verifiedJars = async ({ listedIn, folder: kept, what, size }) => {
  const list = await readFile(join(listedIn, 'jars.sha512'), 'utf8')
  // A new list gets a new folder: an upgrade never uses the jars of the version before.
  const folder = join(root, '.case-timeline', kept, createHash('sha256').update(list).digest('hex').slice(0, 12))
  if (!existsSync(folder)) await fetchInto(folder, list, { pom: join(listedIn, 'pom.xml'), what, size })
  await verifyJars(folder, list, `Remove the folder ${relative(process.cwd(), folder) || '.'} and start again.`)
  return folder
}

/**
 * Downloads into a temporary folder that is renamed last, so that a killed download leaves no complete-looking folder.
 */
const fetchInto = async (folder, list, { pom, what, size }) => {
  const command = findMaven(what)
  console.error(`Downloading ${what} from Maven Central (${size}, the first time only) …`)
  const fresh = `${folder}.${process.pid}`
  await mkdir(fresh, { recursive: true })
  try {
    await copyDependencies(command, fresh, { pom, what })
    await verifyJars(fresh, list, 'Nothing was started: find out why the registry serves other files than the reviewed ones.')
    await rename(fresh, folder).catch((failure) => {
      // Another process was as fast; its download is verified like this one.
      if (!existsSync(folder)) throw failure
    })
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

const copyDependencies = (command, into, { pom, what }) =>
  new Promise((done, fail) => {
    const args = ['-B', '-q', '-C', '-f', pom, 'dependency:copy-dependencies', '-DexcludeTransitive=true']
    const child = spawn(command, [...args, `-DoutputDirectory=${into}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: command.endsWith('.cmd'),
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.on('error', fail)
    child.on('close', (code) => {
      if (code === 0) return done()
      const firstLines = output.trim().split('\n').slice(0, 5).join('\n')
      fail(new CannotStart(`Maven could not download ${what}: check the connection to Maven Central and start again.\n${firstLines}`))
    })
  })

/**
 * Verifies the files of a folder.
 * @param list lines `<sha512>  <file>`, in the format of sha512sum
 * @param remedy the end of the error's message
 * @throws CannotStart when a file is missing, differs, or is not in the list
 */
export const verifyJars = async (folder, list, remedy) => {
  const expected = new Map(
    list
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(/\s+/).reverse()),
  )
  const present = await readdir(folder)
  const differs = async (name) =>
    createHash('sha512')
      .update(await readFile(join(folder, name)))
      .digest('hex') !== expected.get(name)
  const refuse = (problem) => {
    throw new CannotStart(`${problem} ${remedy}`)
  }
  for (const name of present) if (!expected.has(name)) refuse(`The folder of the jars contains ${name}, which jars.sha512 does not list.`)
  for (const name of expected.keys()) if (!present.includes(name)) refuse(`The folder of the jars lacks ${name}, which jars.sha512 lists.`)
  for (const name of present) if (await differs(name)) refuse(`${name} has another checksum than in jars.sha512.`)
}
