// `node deploy/node-versions/versions.mjs` installs the versions of Node.js that are tested, and prints where they are.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureInstalled } from '../installation.mjs'

const { dependencies } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8'))

/** The versions that package.json of this folder pins, by line, and the folder of each program. */
export const VERSIONS = Object.fromEntries(
  Object.entries(dependencies).map(([name, pinned]) => [
    name,
    { version: pinned.split('@').at(-1), folder: join(import.meta.dirname, 'node_modules', name, 'bin') },
  ]),
)

/**
 * Installs what package-lock.json of this folder lists: packages with a program, and without a script. (The package
 * `node` of npm has a script that downloads them.)
 * @throws when the machine cannot run them, or the registry cannot be reached
 */
export const ensureVersions = async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `deploy/node-versions has programs for Linux on x86-64 only, and this is ${process.platform} on ${process.arch}: test on such a machine.`,
    )
  await ensureInstalled(import.meta.dirname)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureVersions()
  for (const { version, folder } of Object.values(VERSIONS)) console.log(`${version} ${join(folder, 'node')}`)
}
