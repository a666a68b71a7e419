import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { start as startAuditTrail } from '@case-timeline/audit-trail'
import { SuspectIdentified } from '@case-timeline/contracts'
import { testDatabase, type TestDatabase } from '@case-timeline/embedded/fixtures'
import { prepareTopics } from '@case-timeline/feed'
import { start as startInvestigation } from '@case-timeline/investigation'
import { type Development, prepareDevelopment, type RunningService } from '@case-timeline/service-kit'
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { freePort } from '../../../deploy/kafka/free-port.mjs'
import { type RunningKafka, startKafka } from '../../../deploy/kafka/start-kafka.mjs'
import { apiClient, leadInvestigator, newId, type Reply } from './api-client.fixtures.ts'

jest.setTimeout(240_000)

const ALERT_RULES = new URL('../../../helm/case-timeline/files/rules/case-timeline.yaml', import.meta.url)

let folder = ''
let database: TestDatabase
let deployment: Development
let port = 0
let investigation: RunningService
let auditTrail: RunningService
let kafka: RunningKafka | undefined
let api: ReturnType<typeof apiClient>
const caseId = newId()
const persons: string[] = []

// Starts two services while the broker does not run.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broker-away-'))
  database = await testDatabase()
  port = await freePort()
  const prefix = `${new URL(database.url).pathname.slice(1)}_`
  const feed = { eventFeedUrl: `kafka://127.0.0.1:${port}/` }
  deployment = await prepareDevelopment({
    adminUrl: database.url,
    folder,
    prefix,
    deployment: 'zz-away',
    jurisdiction: 'ZZ',
    receivingAgencies: {},
    ...feed,
  })
  const logEnvironment = { LOG_FILE: join(folder, 'log'), LOG_LEVEL: 'info' }
  investigation = await startInvestigation({ ...deployment.environments.investigation, ...logEnvironment })
  auditTrail = await startAuditTrail({ ...deployment.environments.auditTrail, ...logEnvironment })
  const unreachableUrls = { prosecution: '', adjudication: '', victimSupport: '' }
  api = apiClient({ issuer: deployment.issuer, urls: { investigation: investigation.url, auditTrail: auditTrail.url, ...unreachableUrls } })
})
afterAll(async () => {
  await Promise.all([investigation.stop(), auditTrail.stop()])
  await kafka?.stop()
  await database.drop()
  await rm(folder, { recursive: true })
})

const healthOf = async ({ url }: RunningService) => {
  const answer = await fetch(`${url}/health/ready`)
  const { status, degradedReasons = [] } = (await answer.json()) as { status: string | number; degradedReasons?: string[] }
  return { code: answer.status, status, degradedReasons: degradedReasons.join('\n') }
}
/** Waits until the health of a service meets a condition. */
const healthWhen = async (service: RunningService, condition: (health: Awaited<ReturnType<typeof healthOf>>) => boolean) => {
  for (let left = 600; left > 0; left--) {
    const health = await healthOf(service)
    if (condition(health)) return health
    await pause(100)
  }
  throw new Error(`the health did not meet the condition within a minute: ${JSON.stringify(await healthOf(service))}`)
}
/** For how long an event has waited to be sent to the topics, by the metric that the alert RelayBehind reads. */
const relayBehindSeconds = async (): Promise<number> => {
  const metrics = await (await fetch(`${auditTrail.url}/metrics`)).text()
  return Number(/^case_timeline_relay_behind_seconds(?:\{[^}]*\})? (\S+)$/m.exec(metrics)?.[1])
}
const relayBehindWhen = async (condition: (seconds: number) => boolean): Promise<void> => {
  for (let left = 60; left > 0; left--) {
    if (condition(await relayBehindSeconds())) return
    await pause(1_000)
  }
  throw new Error(`the metric of the relay did not meet the condition within a minute: ${await relayBehindSeconds()}`)
}
const logLines = async () => (await readFile(join(folder, 'log'), 'utf8')).split('\n').filter((line) => line.includes('"degradedReason"'))

const identify = async (): Promise<Reply> => {
  persons.push(newId())
  const reply = await api.post(leadInvestigator, `/cases/${caseId}/identify-suspect`, {
    data: { ...SuspectIdentified.example, personRef: persons.at(-1) },
  })
  expect(reply.status).toBe(201)
  return reply
}
const fileAt = ({ body }: Reply) => api.call(leadInvestigator, `/cases/${caseId}?min-position=${String(body['position'])}`)
/** The persons in the case file, as soon as it includes the event recorded last. */
const personsShownAfter = async (last: Reply): Promise<readonly string[]> => {
  for (let left = 20; left > 0; left--) {
    const { status, body } = await fileAt(last)
    if (status === 200) return (body['persons'] as { personRef: string }[]).map(({ personRef }) => personRef)
  }
  throw new Error('the case file did not reach the position of the event recorded last')
}

it('a service starts without the broker, accepts commands, is not ready, and reports the reason and what to do', async () => {
  const open = { data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] } }
  expect((await api.post(leadInvestigator, `/cases/${caseId}/open-case`, open)).status).toBe(201)
  const firstFile = await fileAt(await identify())
  expect([firstFile.status, firstFile.body['type']]).toEqual([503, '/problems/position-not-reached'])
  const isDegraded = ({ code, degradedReasons }: { code: number; degradedReasons: string }) =>
    code === 503 && degradedReasons.includes(`127.0.0.1:${port}`)
  for (const service of [investigation, auditTrail])
    expect((await healthWhen(service, isDegraded)).degradedReasons).toContain(
      'check that Kafka runs there and that EVENT_FEED_URL names it',
    )
})

it('a service becomes ready when the broker runs and the topics exist, and shows what was recorded in the meantime', async () => {
  kafka = await startKafka({ port })
  await healthWhen(investigation, ({ degradedReasons }) => degradedReasons.includes('create the topics'))
  await prepareTopics(`kafka://${kafka.brokers[0]}/`)
  for (const service of [investigation, auditTrail]) await healthWhen(service, ({ code, status }) => code === 200 && status === 'ok')
  expect(await personsShownAfter(await identify())).toEqual(persons)
})

it('a service whose broker stops stays ready and accepts commands; its health and its log report the reason of the degraded feed', async () => {
  await kafka?.kill()
  const linesBefore = (await logLines()).length
  const health = await healthWhen(auditTrail, ({ degradedReasons }) => degradedReasons.includes('the relay sends no events to the topics'))
  expect([health.code, health.status]).toEqual([200, 'degraded'])
  await identify()
  await healthWhen(investigation, ({ code, status }) => code === 200 && status === 'degraded')
  // The reason is logged at a question for the health after five seconds, as a cluster asks it.
  const degraded = async () => (await logLines()).slice(linesBefore).filter((line) => line.includes('"msg":"degraded: '))
  for (let left = 60; left > 0 && (await degraded()).length === 0; left--) {
    await healthOf(auditTrail)
    await pause(1_000)
  }
  // A service may still say that the reason before is gone.
  expect(await degraded()).not.toEqual([])
  await relayBehindWhen((seconds) => seconds > 0)
  expect(await readFile(ALERT_RULES, 'utf8')).toMatch(/alert: RelayBehind\n +expr: .*case_timeline_relay_behind_seconds/)
})

it('a service whose broker is back shows every event of the meantime exactly once', async () => {
  await kafka?.restart()
  for (const service of [investigation, auditTrail]) await healthWhen(service, ({ status }) => status === 'ok')
  expect(await personsShownAfter(await identify())).toEqual(persons)
  await relayBehindWhen((seconds) => seconds === 0)
})
