import { readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const SOURCES = ['libs', 'services']
/** What the sources import of the rest of the repository, with its types. */
const IMPORTED = ['deploy', 'helm']

/**
 * Makes one program of types of a copy of the sources. The linter of promises makes one for each tsconfig.json, and each of
 * them reads the declarations of what it uses again.
 * @param root the repository
 * @param copy of its sources
 */
export const inOneProgram = (root, copy) => {
  for (const group of SOURCES)
    for (const name of readdirSync(join(copy, group)))
      for (const config of ['tsconfig.json', 'tsconfig.pure.json']) rmSync(join(copy, group, name, config), { force: true })
  for (const folder of IMPORTED) symlinkSync(join(root, folder), join(copy, folder))
  const options = { composite: false, declaration: false, declarationMap: false, noEmit: true, allowJs: true, checkJs: false }
  const sources = { allowImportingTsExtensions: true, rewriteRelativeImportExtensions: false }
  const config = {
    extends: './tsconfig.base.json',
    compilerOptions: { ...options, ...sources },
    include: SOURCES.flatMap((group) => [`${group}/*/src/**/*.ts`, `${group}/**/*.mjs`]),
  }
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(config))
}
