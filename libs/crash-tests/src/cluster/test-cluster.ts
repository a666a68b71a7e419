import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ensureBinaries } from '../../../../helm/tools/binaries.mjs'
import { type Cluster, clusterOf, type Programs } from './cluster.ts'
import { ownNamespace } from './own-namespace.ts'
import { Refusal } from './refusals.ts'
import { removeNamespace } from './removal.ts'
import { type Result, resultsTable } from './results-table.ts'
import type { Run } from './run.ts'
import type { Environment } from './running-program.ts'
import { settingsOf } from './settings.ts'
import { runSteps, STEPS } from './steps.ts'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const MINUTE = 60_000
const REMOVAL_MS = 10 * MINUTE

const print = (line: string): void => void process.stdout.write(`${line}\n`)

const lineOf = ({ step, seconds, failure }: Result): string => {
  const took = `${step} (${seconds.toFixed(0)} s)`
  return failure ? `FAILED ${took}: ${failure.message}` : `passed ${took}`
}

/** Aborted when the time is over, and by an interrupt. */
const endOfRun = (minutes: number): AbortSignal => {
  const end = new AbortController()
  setTimeout(
    () => end.abort(new Refusal(`The run took longer than ${minutes} minutes: set CLUSTER_MINUTES, or use a faster cluster.`)),
    minutes * MINUTE,
  ).unref()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => end.abort(new Refusal(`The run was ended by ${signal}.`)))
  return end.signal
}

const runOn = async (env: Environment): Promise<number> => {
  const settings = settingsOf(env, existsSync)
  const { kubectl, helm4: helm } = await ensureBinaries()
  const namespace = ownNamespace(randomBytes(4).toString('hex'))
  const programs: Programs = { kubectl, helm, kubeconfig: settings.kubeconfig }
  const clusterUntil = (signal: AbortSignal): Cluster => clusterOf(programs, namespace, env, signal)
  const signal = endOfRun(settings.minutes)
  const password = randomBytes(24).toString('hex')
  const cluster = clusterUntil(signal)
  const run: Run = { cluster, settings, namespace, signal, password, root: ROOT, path: env['PATH'] ?? '' }
  signal.addEventListener('abort', () => run.load?.end())

  const results: Result[] = []
  const failure = await runSteps(STEPS, run, (result) => {
    results.push(result)
    // A refusal is printed at the end, as the one sentence that it is.
    if (!(result.failure instanceof Refusal)) print(lineOf(result))
  })
  run.load?.end()
  const failed = results.filter((result) => result.failure !== undefined).length
  if (results.length > 1)
    print(`\n${resultsTable(results)}\n\n${results.length - failed} passed, ${STEPS.length - results.length + failed} failed`)
  if (failure instanceof Refusal) process.stderr.write(`${failure.message}\n`)
  if (run.mayExist) await removeNamespace(clusterUntil(AbortSignal.timeout(REMOVAL_MS)), namespace, settings.keeps, print)
  return failed > 0 ? 1 : 0
}

/**
 * Installs, tests, upgrades, breaks, rolls back, kills and uninstalls a release on the cluster of KUBECONFIG, under load,
 * and prints what was counted.
 * @returns the exit code
 */
export const testCluster = async (env: Environment): Promise<number> => {
  try {
    return await runOn(env)
  } catch (failure) {
    process.stderr.write(`${failure instanceof Refusal ? failure.message : ((failure as Error).stack ?? String(failure))}\n`)
    return 1
  }
}
