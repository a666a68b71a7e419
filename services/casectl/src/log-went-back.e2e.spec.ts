import { setTimeout as pause } from 'node:timers/promises'
import { PresumedVictimIdentified, type ServiceName } from '@case-timeline/contracts'
import { startService } from '@case-timeline/service-kit'
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { newId } from './api-client.fixtures.ts'
import type { Persona } from './demo.ts'
import { DESCRIPTION_OF } from './descriptions.ts'
import { EXIT, run } from './index.ts'
import { type TestSystem, testSystem } from './test-system.fixtures.ts'

jest.setTimeout(180_000)

const POLICE: Persona = { userId: 'm.santos', agency: 'ph-police', sector: 'investigation', roles: ['lead-investigator', 'investigator'] }
const POLICE_SYSTEM: Persona = { ...POLICE, userId: 'case-system', roles: ['agency-system'] }
const AUDITOR: Persona = { userId: 'a.ramos', agency: 'ph-audit', sector: 'auditTrail', roles: ['auditor'] }

let system: TestSystem
beforeAll(async () => {
  system = await testSystem()
})
afterAll(() => system.stop())

const casectl = async (...args: readonly string[]): Promise<{ code: number; out: string }> => {
  let out = ''
  const stream = { write: (chunk: string) => (out += chunk).length > 0 } as unknown as NodeJS.WritableStream
  const code = await run(['--data', system.dataDir, ...args], {}, { out: stream, err: stream })
  return { code, out }
}

const call = async (who: Persona, path: string, init: RequestInit = {}): Promise<Response> => {
  const headers = {
    ...{ authorization: `Bearer ${await system.tokenFor(who)}`, 'content-type': 'application/json', 'idempotency-key': newId() },
    ...init.headers,
  }
  return fetch(`${system.urls[who.sector]}${path}`, { ...init, headers })
}

/** Sends a command, again while the event store cannot be reached. */
const record = async (caseId: string, command: string, data: object): Promise<void> => {
  for (;;) {
    const answer = await call(POLICE, `/cases/${caseId}/${command}`, { method: 'POST', body: JSON.stringify({ data }) })
    if (answer.status === 201) return
    if (answer.status !== 503) throw new Error(`${command}: ${answer.status} ${await answer.text()}`)
    await pause(100)
  }
}
const openCase = async (): Promise<string> => {
  const caseId = newId()
  await record(caseId, 'open-case', { source: 'report', leadAgency: 'ph-police', suspectedPurposes: ['ForcedLabour'] })
  return caseId
}
const identifyVictim = async (caseId: string): Promise<string> => {
  const personRef = newId()
  await record(caseId, 'identify-presumed-victim', { ...PresumedVictimIdentified.example, personRef })
  return personRef
}

const until = async (what: string, condition: () => Promise<boolean>): Promise<void> => {
  for (const end = Date.now() + 60_000; ; await pause(100)) {
    if (await condition()) return
    if (Date.now() > end) throw new Error(`not within a minute: ${what}`)
  }
}

/** What the police's own system gets when it reads on. */
const readEvents = (path: string, headers: Record<string, string> = {}): Promise<Response> => call(POLICE_SYSTEM, path, { headers })
const cursorAtEnd = async (): Promise<string> => (await readEvents('/events?limit=1000')).headers.get('cursor') ?? ''

/** Whether support was offered to a victim, as the timeline of the case shows. */
const isOffered = async (caseId: string, personRef: string): Promise<boolean> => {
  const answer = await call(AUDITOR, `/cases/${caseId}/timeline?order=recorded`)
  const { entries = [] } = (await answer.json()) as { entries?: { type: string; data: { personRef?: string } }[] }
  return entries.some(({ type, data }) => type === 'victimSupport.SupportCaseOpened' && data.personRef === personRef)
}

const health = async (url: string): Promise<{ status: string; degradedReasons?: string[] }> =>
  (await (await fetch(`${url}/health/ready`)).json()) as { status: string; degradedReasons?: string[] }
const waits = (service: ServiceName, consumer: string) => async () => {
  const { status, degradedReasons = [] } = await health(system.urls[service])
  return status === 'degraded' && degradedReasons.some((reason) => reason.startsWith(consumer) && reason.includes(' waits: '))
}

it('an event store that went back is reported, and one command brings views and reactions back to it', async () => {
  const kept = await openCase()
  const [first] = [await identifyVictim(kept)]
  await until('the first victim was offered support', () => isOffered(kept, first))

  const keptCursor = await cursorAtEnd()
  const restore = await system.backUpEvents()
  const lost = await openCase()
  for (const [caseId, victim] of [
    [kept, await identifyVictim(kept)],
    [lost, await identifyVictim(lost)],
  ] as const)
    await until('a victim was offered support before the log went back', () => isOffered(caseId, victim))
  const lostCursor = await cursorAtEnd()
  await restore()

  const grown = await openCase()
  const victims: [string, string][] = []
  for (let n = 0; n < 6; n += 1) for (const caseId of [kept, grown]) victims.push([caseId, await identifyVictim(caseId)])
  const refused = await readEvents(`/events?after=${lostCursor}`)
  expect([refused.status, await refused.json()]).toEqual([409, expect.objectContaining({ type: '/problems/log-went-back' })])
  expect((await readEvents('/events/stream', { 'last-event-id': lostCursor })).status).toBe(409)
  expect((await readEvents(`/events?after=${keptCursor}`)).status).toBe(200)
  await until('victim support is degraded', waits('victimSupport', 'victim-support.offer-support'))
  await until('investigation is degraded', waits('investigation', 'view.case-file.v'))
  for (const [who, path, method] of [
    [POLICE, `/cases/${kept}`, 'GET'],
    [POLICE, `/cases/${kept}`, 'HEAD'],
    [AUDITOR, '/cases', 'GET'],
  ] as const)
    expect([method, path, (await call(who, path, { method })).status]).toEqual([method, path, 503])
  const metrics = await (await fetch(`${system.urls.victimSupport}/metrics`)).text()
  expect(metrics).toMatch(/case_timeline_consumer_off_log\{consumer="victim-support.offer-support"\} 1\n/)
  const examined = await casectl('doctor')
  expect([examined.code, examined.out]).toEqual([EXIT.failed, expect.stringContaining('casectl feed realign')])

  const replica = await startService(DESCRIPTION_OF.victimSupport, { ...system.environments.victimSupport, PORT: '0' })
  try {
    await until('a replica that starts is degraded', async () => (await health(replica.url)).status === 'degraded')
  } finally {
    await replica.stop()
  }

  const realigned = await casectl('feed', 'realign')
  expect(realigned).toEqual({ code: EXIT.done, out: expect.stringMatching(/offer-support handles again what came after position \d+/) })
  expect(realigned.out).toMatch(/case-file\S* was rebuilt from the log/)
  for (const [caseId, victim] of victims) await until(`${victim} was offered support`, () => isOffered(caseId, victim))
  expect((await casectl('feed', 'realign')).out).toContain('Every consumer is on the log')
  await until('the views are complete', async () => (await call(POLICE, `/cases/${grown}`)).status === 200)
  expect((await call(POLICE, `/cases/${lost}`)).status).toBe(404)
  const verified = await casectl('projections', 'verify')
  expect(verified).toEqual({ code: EXIT.done, out: expect.any(String) })
  await until('the services are ready again', async () => (await health(system.urls.victimSupport)).status === 'ok')
})
