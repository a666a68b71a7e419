import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'

const PROJECT = 'services/casectl'

/**
 * Runs all services, and restarts them after each change that compiles. The errors of a change that does not compile
 * are shown, and the services continue. Compiles in this process, so that no compiler survives it.
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

  const restart = async (since) => {
    await stop()
    start(since)
  }

  let changed
  let restarts = Promise.resolve()
  const onBuildMessage = (message) => {
    if (message.startsWith('File change detected')) changed ??= performance.now()
    const errors = /^Found (\d+) error/.exec(message)?.[1]
    if (errors === undefined) return
    if (errors !== '0') return console.log(`${message} The last version that compiled keeps running.`)
    const since = changed
    changed = undefined
    restarts = restarts.then(() => restart(since))
  }
  const host = ts.createSolutionBuilderWithWatchHost(
    ts.sys,
    undefined,
    showError,
    () => undefined,
    ({ messageText }) => onBuildMessage(ts.flattenDiagnosticMessageText(messageText, '\n')),
  )
  ts.createSolutionBuilderWithWatch(host, [join(root, PROJECT)], {}).build()

  await end
  await restarts
  await stop()
  console.log('stopped')
  process.exit()
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`

const showError = (diagnostic) =>
  console.log(
    ts.formatDiagnosticsWithColorAndContext([diagnostic], {
      getCurrentDirectory: ts.sys.getCurrentDirectory,
      getCanonicalFileName: (name) => name,
      getNewLine: () => '\n',
    }),
  )
