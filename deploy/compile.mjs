// Imports only modules of Node: it also runs before anything is compiled.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The program of the compiler (TypeScript 7, decision 61), in this checkout. */
export const COMPILER = fileURLToPath(new URL('../node_modules/@typescript/native/bin/tsc', import.meta.url))

/** More threads take more processor time, and on two cores they save no time. */
export const THREADS = '--singleThreaded'

/**
 * Compiles packages and what they need, and shows the compiler's output.
 * @param projects folders of packages, relative to the root of the checkout
 */
export const compile = (...projects) => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const { status } = spawnSync(process.execPath, [COMPILER, '-b', THREADS, ...projects], { cwd: root, stdio: 'inherit' })
  if (status !== 0) throw new Error(`${projects.join(' and ')} cannot be compiled: correct the errors above.`)
}
