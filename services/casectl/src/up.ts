import { rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SERVICES } from '@case-timeline/contracts'
import type { Environment } from './client.ts'
import { DemoStopped, type Persona, playDemo, type Scenario, scenario } from './demo.ts'
import { AlreadyRunning, Failure } from './failure.ts'
import { Stores, storesFile } from './import/destination.ts'
import { removeRunFile, readRunFile, writeRunFile } from './run-file.ts'
import { print, type Screen } from './screen.ts'
import { type RunningSystem, upSystem } from './system.ts'

export interface UpOptions {
  readonly data: string
  readonly demo: boolean
  readonly portBase: number
}

/** Resolves with a sentence when the process should end. */
export type Ending = Promise<string>

const DEMO = new URL('../../../deploy/demo/scam-compound.json', import.meta.url)
const AUDITOR: Persona = { userId: 'a.ramos', agency: 'ph-audit', sector: 'auditTrail', roles: ['auditor'] }
const A_DAY = 86_400

/** Runs everything until it should end, then drains. */
export const up = async (screen: Screen, { data, demo, portBase }: UpOptions, env: Environment, ending: Ending): Promise<void> => {
  const began = performance.now()
  const dataDir = resolve(data)
  const system = await upSystem({
    dataDir,
    portBase,
    databaseUrl: env['DATABASE_URL'],
    eventStoreUrl: env['EVENT_STORE_URL'],
    eventFeedUrl: env['EVENT_FEED_URL'],
    logLevel: env['LOG_LEVEL'],
    policyDir: env['POLICY_DIR'],
    NODE_ENV: env['NODE_ENV'],
  }).catch(async (failure: unknown) => {
    const running = await readRunFile(dataDir)
    if (failure instanceof AlreadyRunning && running)
      throw new Failure(failure.message, [
        ...failure.remedies,
        `it runs as process ${running.pid}, audit-trail at ${running.urls.auditTrail}`,
      ])
    throw failure
  })
  try {
    await writeFile(storesFile(dataDir), JSON.stringify(storesOf(system)), { mode: 0o600 })
    await writeRunFile(dataDir, { pid: process.pid, startedAt: new Date().toISOString(), urls: system.urls })
    const played = demo ? await Promise.race([tellDemo(screen, system), ending.then(() => undefined)]) : undefined
    const seconds = ((performance.now() - began) / 1_000).toFixed(1)
    if (screen.json) print(screen, JSON.stringify({ ready: true, pid: process.pid, dataDir, urls: system.urls, demo: played?.caseId }))
    else print(screen, await welcome({ system, dataDir, seconds, demo: played }))
    const reason = await Promise.race([ending, system.databaseGone])
    if (reason === undefined) throw new Failure('PostgreSQL ended by itself.', [`read ${dataDir}/postgres.log`])
    if (!screen.json) print(screen, `\n${reason}: stopping the services, then PostgreSQL …`)
    await system.stop()
    if (!screen.json) print(screen, 'stopped')
  } finally {
    await system.stop()
    await removeRunFile(dataDir)
    await rm(storesFile(dataDir), { force: true })
  }
}

/** What `import` needs to record under each service's own login. */
const storesOf = ({ environments }: RunningSystem): Stores =>
  Stores.parse({
    deployment: environments.auditTrail['DEPLOYMENT'],
    digestKey: environments.auditTrail['DIGEST_KEY'],
    stores: Object.fromEntries(SERVICES.map((service) => [service, environments[service]['EVENT_STORE_URL']])),
  })

/** Plays the demo case; where it was played before, every step is answered as it was then. */
const tellDemo = async (screen: Screen, system: RunningSystem): Promise<Scenario | undefined> => {
  const story = await scenario(DEMO)
  const told = { recorded: 0, refused: 0 }
  try {
    for await (const { outcome } of playDemo(system, story)) told[outcome] += 1
    if (!screen.json)
      print(screen, `Demo case: ${told.recorded} commands recorded, ${told.refused} refused by a rule, as told in deploy/demo.`)
    return story
  } catch (failure) {
    if (!(failure instanceof DemoStopped)) throw failure
    print({ ...screen, out: process.stderr }, `The demo case stopped after ${told.recorded + told.refused} commands: ${failure.message}`)
    return undefined
  }
}

interface Welcome {
  readonly system: RunningSystem
  readonly dataDir: string
  readonly seconds: string
  readonly demo: Scenario | undefined
}

const welcome = async ({ system, dataDir, seconds, demo }: Welcome): Promise<string> => {
  const services = SERVICES.map((service) => `  ${service.padEnd(15)}${system.urls[service]}   docs ${system.urls[service]}/docs`)
  const casectl = `npm run casectl --${dataDir === resolve('.case-timeline') ? '' : ` --data ${dataDir}`}`
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
    'In a second terminal:',
    '',
    `  ${casectl} timeline ${caseId}`,
    `  ${casectl} replay ${caseId}`,
    `  ${casectl} audit verify-case ${caseId}`,
    `  ${casectl} doctor`,
    '',
    'Ctrl-C stops it; the data stay.',
  ].join('\n')
}

const curl = async ({ urls, tokenFor }: RunningSystem, caseId: string): Promise<string> =>
  `curl -s -H 'Authorization: Bearer ${await tokenFor(AUDITOR, A_DAY)}' ${urls.auditTrail}/cases/${caseId}/timeline`
