// `nx typecheck <project>`, which builds first: checks the types of one package's specifications. The root's
// tsconfig.json checks those of all packages.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { COMPILER, THREADS } from '../../deploy/compile.mjs'

const [project] = process.argv.slice(2)
const { include, references } = JSON.parse(readFileSync('tsconfig.json', 'utf8'))

const folder = join('node_modules/.cache/typecheck', project)
mkdirSync(folder, { recursive: true })
const config = {
  extends: resolve('tsconfig.json'),
  compilerOptions: { incremental: true, tsBuildInfoFile: './.tsbuildinfo' },
  // The root includes `libs/*/src/…`: here `*` is the package.
  include: include.map((files) => resolve(files.replace(/^[^/]+\/\*/, project))),
  references: references.map(({ path }) => ({ path: resolve(path) })),
}
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
process.exitCode = spawnSync(process.execPath, [COMPILER, THREADS, '-p', folder], { stdio: 'inherit' }).status ?? 1
