// Where each rule is specified: a spec titles an example by the rule's own sentence, `rules.<name>.sentence`.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const specsUnder = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : specsUnder(path)
    return entry.name.endsWith('.spec.ts') ? [path] : []
  })

/** Reads every specification of libs and services once. @returns the specs that title something by a rule, given its id */
export const specFinder = (root) => {
  const specs = ['libs', 'services'].flatMap((folder) => specsUnder(join(root, folder)))
  const titled = specs.map((path) => ({
    path: relative(root, path).replaceAll('\\', '/'),
    names: new Set([...readFileSync(path, 'utf8').matchAll(/\b(\w+)\.sentence\b/g)].map(([, name]) => name)),
  }))
  return ({ id }) => {
    const [service, sentence] = id.split('.')
    const name = sentence.replaceAll(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase())
    const own = `services/${service.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}/`
    const nearest = ({ path }) => (path.startsWith(own) ? 0 : 1)
    return titled
      .filter(({ path, names }) => names.has(name) && (path.startsWith(own) || dirname(path).startsWith('libs/')))
      .toSorted((a, b) => nearest(a) - nearest(b))
      .map(({ path }) => path)
  }
}
