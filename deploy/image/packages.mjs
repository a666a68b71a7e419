// The packages that a service needs at run time, found by their manifests.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
export const SERVICES = ['investigation', 'prosecution', 'adjudication', 'victim-support', 'audit-trail']

export const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
export const manifestOf = (path) => JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'))
export const isOurs = (path) => !path.includes('node_modules/')

/** The path of a package as Node resolves it from another one, or `undefined` if it is not installed. */
const resolved = (name, from) => {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder === '.' ? '' : folder, 'node_modules', name)
    if (lock[path]) return lock[path].link ? lock[path].resolved : path
    if (folder === '.') return undefined
  }
}

/**
 * The paths of all packages that one needs at run time. Optional packages are left out: the only ones are PostgreSQL for
 * `casectl up`, and compiled parts of packages that work without them.
 */
export const closureOf = (start) => {
  const found = new Set([start])
  for (const path of found) {
    const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {}, optionalDependencies = {} } = manifestOf(path)
    const needed = Object.keys({ ...peerDependencies, ...dependencies }).filter(
      (name) => !(name in optionalDependencies) && (name in dependencies || !peerDependenciesMeta[name]?.optional),
    )
    for (const name of needed) {
      const dependency = resolved(name, path)
      if (!dependency) throw new Error(`${path} needs ${name}, which is not installed: run npm ci`)
      found.add(dependency)
    }
  }
  return found
}
