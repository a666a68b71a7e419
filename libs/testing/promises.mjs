// Lints the two rules on promises, which need types, in a copy of the sources that is one program.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { copyOf } from './probes/copy.mjs'
import { inOneProgram } from './probes/one-program.mjs'

const root = process.cwd()
const copy = copyOf(root)
inOneProgram(root, copy)
const oxlint = [join(copy, 'node_modules/oxlint/bin/oxlint'), '--config', 'libs/testing/promises.oxlintrc.json']
process.exitCode = spawnSync(process.execPath, [...oxlint, 'libs', 'services'], { cwd: copy, stdio: 'inherit' }).status ?? 1
