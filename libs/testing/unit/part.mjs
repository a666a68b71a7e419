import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')
const PARTS = 4
const UNIT = /(?<!\.(?:int|e2e|data|kafka|image))\.spec\.ts$/

const specifications = () =>
  ['libs', 'services']
    .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => join(ROOT, folder, name, 'src')))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((path) => join(folder, path)))
    .filter((path) => UNIT.test(path))
    .sort()

/**
 * Loads the unit specifications of one part (decision 63). Neighbours in the tree are in the same part, because they
 * load the same modules.
 * @param part 1 to PARTS
 */
export const loadPart = async (part) => {
  const all = specifications()
  const at = (number) => Math.round((number * all.length) / PARTS)
  for (const path of all.slice(at(part - 1), at(part))) await import(path)
}
