// Plants a small fifth sector in a copy of the sources, with as few lines as possible outside its own folders, compiles
// the copy and runs a specification in it. This takes longer than the probes of `npm run check`, so it is a separate
// suite of `npm test`.
import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import ts from 'typescript'
import { copyOf, plant } from '../probes/copy.mjs'
import { linesElsewhere, manifestsFrom, ownFiles, spec } from './planted.mjs'

const root = process.cwd()
const copy = copyOf(root)
// The configuration of Jest, what its projects start, and what a package outside the copied folders gives to one inside.
for (const path of ['jest.config.mjs', 'deploy', 'helm/tests/jest', 'helm/tools/binaries.mjs', 'helm/tools/binaries.d.mts'])
  cpSync(join(root, path), join(copy, path), { recursive: true, filter: (from) => basename(from) !== 'node_modules' })
for (const [path, text] of Object.entries({ ...ownFiles, ...manifestsFrom(root), [spec.path]: spec.text })) plant(copy, { path, text })
symlinkSync(join(copy, 'services/labour-inspection'), join(copy, 'node_modules/@case-timeline/labour-inspection'))
for (const [path, before, line] of linesElsewhere) plant(copy, { path, edit: (text) => text.replace(before, () => `${line}${before}`) })

const filesIn = (folder) =>
  readdirSync(join(copy, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/node_modules|dist\/|\.(spec|fixtures)\.ts$/.test(file))
    .map((file) => join(copy, folder, file))

const config = ts.getParsedCommandLineOfConfigFile(
  join(copy, 'tsconfig.json'),
  { noEmit: true, incremental: false },
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
)
const program = ts.createProgram({
  rootNames: [...filesIn('libs'), ...filesIn('services'), join(copy, spec.path)],
  options: config.options,
})
const errors = [...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()]
for (const { file, start, messageText } of errors) {
  const line = file ? `${file.fileName.slice(copy.length + 1)}:${file.getLineAndCharacterOfPosition(start).line + 1}` : ''
  console.log(`${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
}

const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--selectProjects', 'unit', '--runTestsByPath']
const { status } = spawnSync(process.execPath, [...jest, spec.path], { cwd: copy, stdio: 'inherit' })
const passed = errors.length === 0 && status === 0
console.log(
  `a fifth sector is its own folders and ${linesElsewhere.length} lines elsewhere: ${passed ? 'compiled and composed' : 'failed'}`,
)
process.exitCode = passed ? 0 : 1
