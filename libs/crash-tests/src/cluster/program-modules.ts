import { dirname, join, normalize } from 'node:path'

const RELATIVE_IMPORT = /(?:from|import) ?'(\.{1,2}\/[^']+)'/g

/**
 * The compiled modules that programs consist of, without those of packages, which are in the images.
 * @param entries paths of the programs, in the folder of compiled modules
 * @param read returns a module's text by its path in that folder
 * @returns each module's text by its path
 */
export const modulesOf = (entries: readonly string[], read: (path: string) => string): ReadonlyMap<string, string> => {
  const modules = new Map<string, string>()
  const add = (path: string): void => {
    if (modules.has(path)) return
    const text = read(path)
    modules.set(path, text)
    for (const [, imported = ''] of text.matchAll(RELATIVE_IMPORT)) add(normalize(join(dirname(path), imported)))
  }
  entries.forEach(add)
  return modules
}
