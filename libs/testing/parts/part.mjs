import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { EVERYWHERE } from './everywhere.mjs'

const ROOT = join(import.meta.dirname, '../../..')

/** The names of the specifications of each kind. */
const KINDS = {
  unit: /(?<!\.(?:int|e2e|data|kafka|clients|image|openapi|node|pages))\.spec\.ts$/,
  int: /\.int\.spec\.ts$/,
  // Those of libs start processes, and take longer than what they load.
  e2e: /\/services\/.*\.e2e\.spec\.ts$/,
}

const specifications = (kind) => (kind === 'everywhere' ? EVERYWHERE.map((path) => join(ROOT, path)) : specificationsNamed(KINDS[kind]))

const specificationsNamed = (pattern) =>
  ['libs', 'services']
    .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => join(ROOT, folder, name, 'src')))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((path) => join(folder, path)))
    .filter((path) => pattern.test(path))
    .sort()

const partsOf = (kind) => readdirSync(import.meta.dirname).filter((name) => name.startsWith(`${kind}-`)).length

/**
 * Loads the specifications of one part of a kind (decision 63). Neighbours in the tree are in the same part, because they
 * load the same modules. Each is in a block of its own, as the hooks at its top are for its tests only.
 * @param part from 1; there are as many parts as files of the kind in this folder
 */
export const loadPart = async (kind, part) => {
  const all = specifications(kind)
  const at = (number) => Math.round((number * all.length) / partsOf(kind))
  for (const path of all.slice(at(part - 1), at(part))) await globalThis.loadInBlock(relative(ROOT, path), () => import(path))
}
