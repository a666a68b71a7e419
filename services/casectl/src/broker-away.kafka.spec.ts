import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { start as startAuditTrail } from '@case-timeline/audit-trail'
import { SuspectIdentified } from '@case-timeline/contracts'
import { testDatabase, type TestDatabase } from '@case-timeline/embedded/fixtures'
import { prepareTopics } from '@case-timeline/feed'
import { start as startInvestigation } from '@case-timeline/investigation'
import { type Development, development, type RunningService } from '@case-timeline/service-kit'
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { freePort } from '../../../deploy/kafka/free-port.mjs'
import { type RunningKafka, startKafka } from '../../../deploy/kafka/start-kafka.mjs'
import { calling, lead, newId, type Reply } from './calling.fixtures.ts'

jest.setTimeout(240_000)

let folder = ''
let database: TestDatabase
let made: Development
let port = 0
let investigation: RunningService
let auditTrail: RunningService
let kafka: RunningKafka | undefined
let ask: ReturnType<typeof calling>
const caseId = newId()
const persons: string[] = []

// Two services of a deployment whose broker does not run yet.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broker-away-'))
  database = await testDatabase()
  port = await freePort()
  const prefix = `${new URL(database.url).pathname.slice(1)}_`
  const feed = { eventFeedUrl: `kafka://127.0.0.1:${port}/` }
  made = await development({ adminUrl: database.url, folder, prefix, deployment: 'zz-away', jurisdiction: 'ZZ', receiving: {}, ...feed })
  const said = { LOG_FILE: join(folder, 'log'), LOG_LEVEL: 'info' }
  investigation = await startInvestigation({ ...made.environments.investigation, ...said })
  auditTrail = await startAuditTrail({ ...made.environments.auditTrail, ...said })
  const nowhere = { prosecution: '', adjudication: '', victimSupport: '' }
  ask = calling({ issuer: made.issuer, urls: { investigation: investigation.url, auditTrail: auditTrail.url, ...nowhere } })
})
afterAll(async () => {
  await Promise.all([investigation.stop(), auditTrail.stop()])
  await kafka?.stop()
  await database.drop()
  await rm(folder, { recursive: true })
})

const healthOf = async ({ url }: RunningService) => {
  const answer = await fetch(`${url}/health/ready`)
  const { status, hindrances = [] } = (await answer.json()) as { status: string | number; hindrances?: string[] }
  return { code: answer.status, status, hindrances: hindrances.join('\n') }
}
/** The health of a service, once it has become what is expected of it. */
const healthOnce = async (service: RunningService, is: (health: Awaited<ReturnType<typeof healthOf>>) => boolean) => {
  for (let left = 600; left > 0; left--) {
    const health = await healthOf(service)
    if (is(health)) return health
    await pause(100)
  }
  throw new Error(`within a minute it did not come about; the health is ${JSON.stringify(await healthOf(service))}`)
}
const sentences = async () => (await readFile(join(folder, 'log'), 'utf8')).split('\n').filter((line) => line.includes('"hindrances"'))

const identify = async (): Promise<Reply> => {
  persons.push(newId())
  const reply = await ask.post(lead, `/cases/${caseId}/identify-suspect`, {
    data: { ...SuspectIdentified.example, personRef: persons.at(-1) },
  })
  expect(reply.status).toBe(201)
  return reply
}
const fileAt = ({ body }: Reply) => ask.get(lead, `/cases/${caseId}?min-position=${String(body['position'])}`)
/** Whom the case file shows, once it has come to what was recorded last. */
const shownAfter = async (last: Reply): Promise<readonly string[]> => {
  for (let left = 20; left > 0; left--) {
    const { status, body } = await fileAt(last)
    if (status === 200) return (body['persons'] as { personRef: string }[]).map(({ personRef }) => personRef)
  }
  throw new Error('the case file never came to what was recorded')
}

it('a service starts without the broker, takes commands, is not ready, and says why and what to do', async () => {
  const open = { data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] } }
  expect((await ask.post(lead, `/cases/${caseId}/open-case`, open)).status).toBe(201)
  const early = await fileAt(await identify())
  expect([early.status, early.body['type']]).toEqual([503, '/problems/position-not-reached'])
  const away = ({ code, hindrances }: { code: number; hindrances: string }) => code === 503 && hindrances.includes(`127.0.0.1:${port}`)
  for (const service of [investigation, auditTrail])
    expect((await healthOnce(service, away)).hindrances).toContain('check that Kafka runs there and that EVENT_FEED_URL names it')
})

it('it becomes ready when the broker is there and the topics are made, and what was recorded meanwhile is shown', async () => {
  kafka = await startKafka({ port })
  await healthOnce(investigation, ({ hindrances }) => hindrances.includes('create the topics'))
  await prepareTopics(`kafka://${kafka.brokers[0]}/`)
  for (const service of [investigation, auditTrail]) await healthOnce(service, ({ code, status }) => code === 200 && status === 'ok')
  expect(await shownAfter(await identify())).toEqual(persons)
})

it('when the broker goes, commands are taken as before and the service stays in turn; its health and its log say what is in the way', async () => {
  await kafka?.kill()
  const told = (await sentences()).length
  const health = await healthOnce(auditTrail, ({ hindrances }) => hindrances.includes('the relay does not relay'))
  expect([health.code, health.status]).toEqual([200, 'degraded'])
  await identify()
  await healthOnce(investigation, ({ code, status }) => code === 200 && status === 'degraded')
  for (let left = 300; left > 0 && (await sentences()).length === told; left--) await pause(100)
  expect((await sentences()).at(-1)).toContain('commands are taken, and views wait')
})

it('and when it is back, nothing of what happened meanwhile is missing or doubled', async () => {
  await kafka?.restart()
  for (const service of [investigation, auditTrail]) await healthOnce(service, ({ status }) => status === 'ok')
  expect(await shownAfter(await identify())).toEqual(persons)
})
