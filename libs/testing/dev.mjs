import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { COMPILER, THREADS } from '../../deploy/compile.mjs'

const PROJECT = 'services/casectl'

/** An editor saves a file in several steps, and a change of branch touches many files. */
const SETTLED_MS = 200

/**
 * Runs all services, and restarts them after each change that compiles. The errors of a change that does not compile
 * are shown, and the services continue.
 * @param args the arguments of `casectl up`; the demo case is recorded at the first start only
 */
export const develop = async (root, args) => {
  const main = join(root, PROJECT, 'dist/main.js')
  const { shutdownRequested } = await import(pathToFileURL(join(root, PROJECT, 'dist/shutdown.js')).href)
  const end = shutdownRequested({ startedByNpm: process.env.npm_lifecycle_event !== undefined })

  let app
  const stop = async () => {
    if (!app || app.exitCode !== null || app.signalCode !== null) return
    app.removeAllListeners('exit')
    app.stdout.removeAllListeners('data').resume()
    app.kill('SIGTERM')
    await once(app, 'exit')
  }
  const start = (since) => {
    const first = since === undefined
    const laterArgs = args.filter((arg) => arg !== '--demo')
    app = spawn(process.execPath, [main, 'up', ...(first ? args : laterArgs)], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
    app.stdout.on('data', (chunk) => {
      if (first) process.stdout.write(chunk)
      else if (String(chunk).includes('is ready')) console.log(`Restarted: ready ${seconds(since)} after the change`)
    })
    app.on('exit', () => console.log('The services have ended; the next change that compiles starts them again.'))
  }

  let compiler
  const compiles = async () => {
    compiler = spawn(process.execPath, [COMPILER, '-b', THREADS, PROJECT, '--pretty'], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const [code] = await once(compiler, 'exit')
    return code === 0
  }

  let changedAt
  let isEnding = false
  let work = Promise.resolve()
  const compileAndRestart = async () => {
    const since = changedAt
    changedAt = undefined
    if (isEnding || since === undefined) return
    if (!(await compiles())) return isEnding || console.log('The last version that compiled keeps running.')
    await stop()
    if (!isEnding) start(since)
  }
  let settled
  const onChange = () => {
    changedAt ??= performance.now()
    clearTimeout(settled)
    settled = setTimeout(() => {
      work = work.then(compileAndRestart)
    }, SETTLED_MS)
  }
  const watchers = sourceFolders(root).map((folder) =>
    watch(folder, { recursive: true }, (_, file) => {
      if (/\.ts$/.test(file ?? '.ts') && !/\.(spec|fixtures)\.ts$/.test(file ?? '')) onChange()
    }),
  )
  start()

  await end
  isEnding = true
  clearTimeout(settled)
  watchers.forEach((watcher) => watcher.close())
  compiler?.kill('SIGTERM')
  await work
  await stop()
  console.log('stopped')
  process.exit()
}

/** The `src` folder of each package. */
const sourceFolders = (root) =>
  ['libs', 'services'].flatMap((group) =>
    readdirSync(join(root, group), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(root, group, name, 'src')),
  )

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`
