// Finds the specs of each rule: a spec uses the sentence of the rule as the title of an example,
// `rules.<name>.sentence`. A rule that is applied to several kinds of things has a constant for each.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { aggregatesOf, appliedRulesIn, kebab } from './procedure.mjs'

const specsUnder = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : specsUnder(path)
    return entry.name.endsWith('.spec.ts') ? [path] : []
  })

const nameOf = (id) => id.slice(id.indexOf('.') + 1).replaceAll(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase())

/**
 * Reads every spec of libs and services once.
 * @param services the services whose rules are looked up
 * @returns a function from a rule to the paths of the specs that use its sentence; for a rule that is applied to
 *   several kinds of things, to those of all of them, if each constant has one
 */
export const specFinder = (root, services) => {
  const specs = ['libs', 'services'].flatMap((folder) => specsUnder(join(root, folder)))
  const specsWithRules = specs.map((path) => ({
    path: relative(root, path).replaceAll('\\', '/'),
    names: new Set([...readFileSync(path, 'utf8').matchAll(/\b(\w+)\.sentence\b/g)].map(([, name]) => name)),
  }))
  const applied = [...new Set(services.flatMap((service) => aggregatesOf(service, root)))].flatMap(appliedRulesIn)
  const specsNaming = (name, own) => {
    const ownFirst = ({ path }) => (path.startsWith(own) ? 0 : 1)
    // Rules of several services may have the same name: a spec of another service does not count.
    return specsWithRules
      .filter(({ path, names }) => names.has(name) && (path.startsWith(own) || dirname(path).startsWith('libs/')))
      .toSorted((a, b) => ownFirst(a) - ownFirst(b))
      .map(({ path }) => path)
  }
  return ({ id, about }) => {
    const constants = applied.filter((one) => one.id === id && (about === undefined || one.about === about))
    if (constants.length === 0) return specsNaming(nameOf(id), `services/${kebab(id.split('.')[0])}/`)
    const specsOfEach = constants.map(({ name }) => specsNaming(name, 'services/'))
    return specsOfEach.some((paths) => paths.length === 0) ? [] : [...new Set(specsOfEach.flat())]
  }
}
