import { rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SERVICES } from '@case-timeline/contracts'
import type { Environment } from './client.ts'
import { DEMO, DemoStopped, type Persona, playToEnd, type Scenario, scenario, sumOf } from './demo.ts'
import { DEFAULT_DATA, enteredCommand } from './entered-command.ts'
import { AlreadyRunning, Failure } from './failure.ts'
import { Stores, storesFile } from './import/destination.ts'
import { removeRunFile, readRunFile, writeRunFile } from './run-file.ts'
import { print, type Screen } from './screen.ts'
import { type RunningSystem, startSystem } from './system.ts'
import { requireVerified } from './verified-servers.ts'

export interface UpOptions {
  readonly data: string
  readonly demo: boolean
  readonly portBase: number
}

/** Resolves with the reason when the process should end. */
export type ShutdownRequest = Promise<string>

const AUDITOR: Persona = { userId: 'a.ramos', agency: 'ph-audit', sector: 'auditTrail', roles: ['auditor'] }
const DAY_SECONDS = 86_400

/** Runs the five services until a shutdown is requested, then drains them. */
export const up = async (
  screen: Screen,
  { data, demo, portBase }: UpOptions,
  env: Environment,
  shutdownRequest: ShutdownRequest,
): Promise<void> => {
  const startedMs = performance.now()
  const dataDir = resolve(data)
  if (env['DATABASE_URL'] !== undefined) requireVerified(env, 'DATABASE_URL', env['DATABASE_URL'])
  const system = await startSystem({
    dataDir,
    portBase,
    command: enteredCommand(env, { data, demo }),
    databaseUrl: env['DATABASE_URL'],
    eventStoreUrl: env['EVENT_STORE_URL'],
    eventFeedUrl: env['EVENT_FEED_URL'],
    logLevel: env['LOG_LEVEL'],
    jurisdiction: env['JURISDICTION'],
    agencyJurisdictions: env['AGENCY_JURISDICTIONS'],
    agencyQuota: env['AGENCY_QUOTA'],
    policyDir: env['POLICY_DIR'],
    NODE_ENV: env['NODE_ENV'],
    tracing: Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('OTEL_'))),
    report: (sentence) => print({ ...screen, out: process.stderr }, sentence),
  }).catch(async (failure: unknown) => {
    const running = await readRunFile(dataDir)
    if (failure instanceof AlreadyRunning && running)
      throw new Failure(failure.message, [
        ...failure.remedies,
        `the running one is process ${running.pid}, with audit-trail at ${running.urls.auditTrail}`,
      ])
    throw failure
  })
  try {
    await writeFile(storesFile(dataDir), JSON.stringify(storesOf(system)), { mode: 0o600 })
    await writeRunFile(dataDir, { pid: process.pid, startedAt: new Date().toISOString(), urls: system.urls })
    const demoCase = demo ? await Promise.race([playDemoCase(screen, system, dataDir), shutdownRequest.then(() => undefined)]) : undefined
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1)
    if (screen.json) print(screen, JSON.stringify({ ready: true, pid: process.pid, dataDir, urls: system.urls, demo: demoCase?.caseId }))
    else print(screen, await welcome({ system, dataDir, seconds, demo: demoCase, startedByNpm: env['npm_lifecycle_event'] !== undefined }))
    const reason = await Promise.race([shutdownRequest, system.databaseLost])
    if (reason instanceof Failure) throw reason
    if (!screen.json) print(screen, `\n${reason}: stopping the services, then PostgreSQL …`)
    await system.stop()
    if (!screen.json) print(screen, 'stopped')
  } finally {
    await system.stop()
    await removeRunFile(dataDir)
    await rm(storesFile(dataDir), { force: true })
  }
}

/** The stores file for `casectl import`, with the login of each service. */
const storesOf = ({ environments }: RunningSystem): Stores =>
  Stores.parse({
    deployment: environments.auditTrail['DEPLOYMENT'],
    digestKey: environments.auditTrail['DIGEST_KEY'],
    stores: Object.fromEntries(SERVICES.map((service) => [service, environments[service]['EVENT_STORE_URL']])),
  })

/** Records the demo case. If it was recorded before, nothing is added, because of the idempotency keys. */
const playDemoCase = async (screen: Screen, system: RunningSystem, dataDir: string): Promise<Scenario | undefined> => {
  const demoScenario = await scenario(DEMO)
  try {
    const counts = await playToEnd(system, demoScenario)
    if (!screen.json) print(screen, `Demo case: ${sumOf(counts)}, as expected by deploy/demo.`)
    return demoScenario
  } catch (failure) {
    if (!(failure instanceof DemoStopped)) throw failure
    print(
      { ...screen, out: process.stderr },
      `${failure.message}\n  - if another version filled ${dataDir}, start with an empty folder: npm start -- --data FOLDER`,
    )
    return undefined
  }
}

interface WelcomeOptions {
  readonly system: RunningSystem
  readonly dataDir: string
  readonly seconds: string
  readonly demo: Scenario | undefined
  /** In the folder of the repository, where `casectl` need not be on the path. */
  readonly startedByNpm: boolean
}

const welcome = async ({ system, dataDir, seconds, demo, startedByNpm }: WelcomeOptions): Promise<string> => {
  const services = SERVICES.map((service) => `  ${service.padEnd(15)}${system.urls[service]}   docs ${system.urls[service]}/docs`)
  const casectl = dataDir === resolve(DEFAULT_DATA) ? 'casectl' : `casectl --data ${dataDir}`
  const caseId = demo?.caseId ?? 'CASE'
  return [
    '',
    `case-timeline is ready (${seconds} s)`,
    '',
    ...services,
    `  ${'data'.padEnd(15)}${dataDir}`,
    `  ${'log'.padEnd(15)}${system.logFile}`,
    '',
    ...(demo ? [`${demo.title}, as the auditor reads it:`, '', `  ${await curl(system, demo.caseId)}`, ''] : []),
    'In a second terminal, in the same folder:',
    '',
    ...(startedByNpm ? ['  export PATH="$PWD/deploy/bin:$PATH"'] : []),
    `  ${casectl} timeline ${caseId}`,
    `  ${casectl} replay ${caseId}`,
    `  ${casectl} audit verify-case ${caseId}`,
    `  ${casectl} doctor`,
    '',
    'Ctrl-C stops the system; the data are kept.',
  ].join('\n')
}

const curl = async ({ urls, tokenFor }: RunningSystem, caseId: string): Promise<string> =>
  `curl -s -H 'Authorization: Bearer ${await tokenFor(AUDITOR, DAY_SECONDS)}' ${urls.auditTrail}/cases/${caseId}/timeline`
