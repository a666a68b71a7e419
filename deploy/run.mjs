// Everything starts here: `npm start`, `npm test`, `npm run casectl`, `npx casectl`. Plain Node: it runs before anything is installed.
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compiled, installed } from './ready.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [what, ...args] = process.argv.slice(2)

const COMMANDS = {
  /** In this very process: a signal or the end of the parent meets the app itself. */
  async casectl() {
    await compiled(root, 'services/casectl')
    const main = join(root, 'services/casectl/dist/main.js')
    process.argv = [process.argv[0], main, ...args]
    await import(pathToFileURL(main).href)
  },
  async test() {
    await compiled(root, 'services/casectl')
    const { runSuites } = await import('../libs/testing/suites.mjs')
    process.exitCode = await runSuites(root, args)
  },
}

try {
  if (!Object.hasOwn(COMMANDS, what)) throw new Error(`usage: node deploy/run.mjs ${Object.keys(COMMANDS).join('|')} [arguments]`)
  await installed(root)
  await COMMANDS[what]()
} catch (failure) {
  console.error(failure.message)
  if (what === 'test') console.log('\n0 passed, 1 failed')
  process.exitCode = 1
}
