// The entry point of `npm start`, `npm run dev`, `npm test`, `npm run casectl` and `npx casectl`. It imports only
// modules of Node, because it runs before any package is installed.
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ensureCompiled } from './installation.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [name, ...args] = process.argv.slice(2)

const COMMANDS = {
  /** Runs in this process, so that a signal or the end of the parent reaches the app itself. */
  async casectl() {
    await ensureCompiled(root, 'services/casectl')
    const main = join(root, 'services/casectl/dist/main.js')
    process.argv = [process.argv[0], main, ...args]
    await import(pathToFileURL(main).href)
  },
  async dev() {
    await ensureCompiled(root, 'services/casectl')
    const { develop } = await import('../libs/testing/dev.mjs')
    await develop(root, args)
  },
  async test() {
    await ensureCompiled(root, 'services/casectl')
    const { runSuites } = await import('../libs/testing/suites.mjs')
    process.exitCode = await runSuites(root, args)
  },
}

try {
  if (!Object.hasOwn(COMMANDS, name)) throw new Error(`usage: node deploy/run.mjs ${Object.keys(COMMANDS).join('|')} [arguments]`)
  await COMMANDS[name]()
} catch (failure) {
  console.error(failure.message)
  // The last line of a test run is always the sum over its suites.
  if (name === 'test') console.log('\n0 passed, 1 failed')
  process.exitCode = 1
}
