import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CannotStart } from './cannot-start.mjs'
import { maven } from './needs.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(dirname(here))
const LIST = join(here, 'jars.sha512')

/**
 * The folder with the broker’s jars, fetched from Maven Central the first time. Each time every file is held against the
 * committed checksums: what is started is what was committed, whoever wrote into the folder or stood in for the registry.
 * @throws CannotStart when a jar is missing, differs, or is not on the list
 */
export const brokerJars = async () => {
  const list = await readFile(LIST, 'utf8')
  // A new list gets a new folder: an upgrade never meets the jars of the version before.
  const folder = join(root, '.case-timeline', 'kafka-jars', createHash('sha256').update(list).digest('hex').slice(0, 12))
  if (!existsSync(folder)) await fetchInto(folder, list)
  await verified(folder, list, `Remove the folder ${relative(process.cwd(), folder) || '.'} and start again.`)
  return folder
}

/** Into a folder beside it that is renamed last: a download that was killed midway leaves nothing that looks whole. */
const fetchInto = async (folder, list) => {
  const command = maven()
  console.error('Fetching the Kafka broker from Maven Central (43 MB, the first time only) …')
  const fresh = `${folder}.${process.pid}`
  await mkdir(fresh, { recursive: true })
  try {
    await copied(command, fresh)
    await verified(fresh, list, 'Nothing was started: find out who serves other files than those that were reviewed.')
    await rename(fresh, folder).catch((failure) => {
      // Another process was as quick; what it fetched is verified like ours.
      if (!existsSync(folder)) throw failure
    })
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

const copied = (command, into) =>
  new Promise((done, fail) => {
    const args = ['-B', '-q', '-C', '-f', join(here, 'pom.xml'), 'dependency:copy-dependencies', '-DexcludeTransitive=true']
    const child = spawn(command, [...args, `-DoutputDirectory=${into}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: command.endsWith('.cmd'),
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.on('error', fail)
    child.on('close', (code) => {
      if (code === 0) return done()
      const last = output.trim().split('\n').slice(0, 5).join('\n')
      fail(new CannotStart(`Maven could not fetch the broker: check the connection to Maven Central and start again.\n${last}`))
    })
  })

/** Holds a folder against a list of lines `<sha512>  <file>`, as sha512sum writes them. */
export const verified = async (folder, list, remedy) => {
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
  const refuse = (what) => {
    throw new CannotStart(`${what} ${remedy}`)
  }
  for (const name of present) if (!expected.has(name)) refuse(`The broker’s folder holds ${name}, which jars.sha512 does not list.`)
  for (const name of expected.keys()) if (!present.includes(name)) refuse(`The broker’s folder lacks ${name}, which jars.sha512 lists.`)
  for (const name of present) if (await differs(name)) refuse(`${name} is not the file whose checksum jars.sha512 has.`)
}
