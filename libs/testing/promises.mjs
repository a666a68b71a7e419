// Lints the two rules on promises, which need types. The linter makes a program of types for each tsconfig.json, and each
// of them reads the declarations of what it uses again: in a copy of the sources, all files are in one program.
import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyOf } from './probes/copy.mjs'

const SOURCES = ['libs', 'services']

const copy = copyOf(process.cwd())
for (const group of SOURCES)
  for (const name of readdirSync(join(copy, group)))
    for (const config of ['tsconfig.json', 'tsconfig.pure.json']) rmSync(join(copy, group, name, config), { force: true })
const options = { composite: false, declaration: false, declarationMap: false, noEmit: true }
const sources = { allowImportingTsExtensions: true, rewriteRelativeImportExtensions: false }
const config = {
  extends: './tsconfig.base.json',
  compilerOptions: { ...options, ...sources },
  include: SOURCES.map((group) => `${group}/*/src/**/*.ts`),
}
writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(config))

const oxlint = [join(copy, 'node_modules/oxlint/bin/oxlint'), '--config', 'libs/testing/promises.oxlintrc.json']
process.exitCode = spawnSync(process.execPath, [...oxlint, ...SOURCES], { cwd: copy, stdio: 'inherit' }).status ?? 1
