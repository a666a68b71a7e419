// Finds the specs of each rule: a spec uses the sentence of the rule as the title of an example,
// `rules.<name>.sentence`.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const specsUnder = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : specsUnder(path)
    return entry.name.endsWith('.spec.ts') ? [path] : []
  })

/**
 * Reads every spec of libs and services once.
 * @returns a function from a rule to the paths of the specs that use its sentence
 */
export const specFinder = (root) => {
  const specs = ['libs', 'services'].flatMap((folder) => specsUnder(join(root, folder)))
  const specsWithRules = specs.map((path) => ({
    path: relative(root, path).replaceAll('\\', '/'),
    names: new Set([...readFileSync(path, 'utf8').matchAll(/\b(\w+)\.sentence\b/g)].map(([, name]) => name)),
  }))
  return ({ id }) => {
    const [service, sentence] = id.split('.')
    const name = sentence.replaceAll(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase())
    const own = `services/${service.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}/`
    const ownFirst = ({ path }) => (path.startsWith(own) ? 0 : 1)
    // Rules of several services may have the same name: a spec of another service does not count.
    return specsWithRules
      .filter(({ path, names }) => names.has(name) && (path.startsWith(own) || dirname(path).startsWith('libs/')))
      .toSorted((a, b) => ownFirst(a) - ownFirst(b))
      .map(({ path }) => path)
  }
}
