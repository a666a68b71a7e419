import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { auditTrail } from '@case-timeline/audit-trail'
import { EvidenceCollected, RaiseChallenge, RecordExternalFact, SuspectArrested, SuspectIdentified } from '@case-timeline/contracts'
import { commandContextOn } from '@case-timeline/commands/fixtures'
import { handle } from '@case-timeline/commands'
import { randomCommandId } from '@case-timeline/event-store'
import { openEventStore } from '@case-timeline/event-store/drivers'
import pg from 'pg'
import { auditor, apiClient, leadInvestigator, newId, newKey, type Persona, recordsSupervisor, type Reply } from './api-client.fixtures.ts'
import { schemaViolations } from './openapi.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

// Five services and a broker on two cores may be slow, and slowness is not a failure.
jest.setTimeout(180_000)

let five: FiveServices
let api: ReturnType<typeof apiClient>
const operator: Persona = { userId: 'o.cruz', agencyId: 'zz-police', sector: 'investigation', roles: ['operator'] }
const caseId = newId()
const personRef = newId()

const eventIdOf = ({ body }: Reply) => (body['events'] as { id: string }[])[0]?.id ?? ''
const command = (who: Persona, name: string, data: unknown) => api.post(who, `/cases/${caseId}/${name}`, { data })
const approvedCommand = (name: string, data: unknown) =>
  api.postByTwo(recordsSupervisor, leadInvestigator, `/cases/${caseId}/${name}`, { data })
const fileAfter = async (reply: Reply) => {
  expect(reply.status).toBe(201)
  return (await api.get(leadInvestigator, `/cases/${caseId}?min-position=${String(reply.body['position'])}`)).body
}

beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  api = apiClient(five)
  await command(leadInvestigator, 'open-case', { source: 'report', leadAgency: 'zz-police', suspectedPurposes: ['ForcedLabour'] })
})
afterAll(() => five.stop())

it('a caller can read its own write with min-position', async () => {
  for (let n = 0; n < 20; n++) {
    const file = await fileAfter(await command(leadInvestigator, 'identify-suspect', { ...SuspectIdentified.example, personRef: newId() }))
    expect(file['persons']).toHaveLength(n + 1)
  }
})

it('a min-position with leading zeros is refused, since it would be compared wrongly', async () =>
  expect(await api.get(leadInvestigator, `/cases/${caseId}?min-position=007`)).toMatchObject({ status: 400 }))

describe('a fact that was recorded wrongly', () => {
  const arrestOf = (file: Reply['body']) =>
    (file['persons'] as { personRef: string; arrests: object[] }[]).find((one) => one.personRef === personRef)?.arrests

  it('is shown as corrected in the case file, and not at all after a retraction', async () => {
    await command(leadInvestigator, 'identify-suspect', { ...SuspectIdentified.example, personRef })
    const arrest = await command(leadInvestigator, 'arrest-suspect', { ...SuspectArrested.example, personRef, ground: 'theft' })
    expect(arrestOf(await fileAfter(arrest))).toMatchObject([{ ground: 'theft' }])
    const correctsId = eventIdOf(arrest)
    const data = { ...SuspectArrested.example, personRef, ground: 'recruitment' }
    const corrected = await approvedCommand('correct-event', { correctsId, data, reasonCode: 'clericalError' })
    expect(arrestOf(await fileAfter(corrected))).toMatchObject([{ ground: 'recruitment' }])
    const retracted = await approvedCommand('retract-event', { retractsId: correctsId, reasonCode: 'wrongCase' })
    expect(arrestOf(await fileAfter(retracted))).toEqual([])
  })
})

describe('a fact that audit-trail recorded', () => {
  const recordsSupervisorOf = (agencyId: string): Persona => ({
    userId: 'k.lopez',
    agencyId,
    sector: 'auditTrail',
    roles: ['records-supervisor'],
  })

  it('can be corrected only by the agency that imported it', async () => {
    const imports = auditTrail.aggregates.find(({ name }) => name === 'import')
    if (!imports) throw new Error('audit-trail has no aggregate "import"')
    const store = openEventStore(five.environments.auditTrail['EVENT_STORE_URL'] ?? '', 'auditTrail')
    const context = commandContextOn(store, { now: () => new Date().toISOString() })
    const data = { ...RecordExternalFact.example, source: 'archive', sourceId: 'row-7' }
    const actor = { userId: 'log-import', agencyId: 'zz-archive', role: 'importer' }
    const commandMetadata = { commandId: randomCommandId(), retryable: false, correlationId: 'test', jurisdiction: 'ZZ' }
    const recordedFact = await handle(context, imports, {
      caseId,
      name: RecordExternalFact.name,
      body: { data },
      actor,
      ...commandMetadata,
    })
    await store.close()
    const correctsId = 'ids' in recordedFact ? recordedFact.ids[0] : undefined
    const correctedData = { correctsId, data: { ...data, activity: 'ARREST' }, reasonCode: 'misread' }
    expect((await command(recordsSupervisorOf('zz-audit'), 'correct-event', correctedData)).status).toBe(404)
    const waiting = await command(recordsSupervisorOf('zz-archive'), 'correct-event', correctedData)
    expect(waiting.status).toBe(202)
    const second: Persona = { ...recordsSupervisorOf('zz-archive'), userId: 'n.lopez' }
    expect((await api.approve(second, `/cases/${caseId}/give-approval`, waiting)).status).toBe(201)
  })

  it('is corrected in the stream of its initiative where it belongs to no case', async () => {
    const initiativeId = newId()
    const post = (who: Persona, name: string, data: object) => api.post(who, `/initiatives/${name}`, { data: { ...data, initiativeId } })
    const raised = await post(auditor, 'raise-challenge', RaiseChallenge.example)
    const correctedData = { ...RaiseChallenge.example, initiativeId, theme: 'staff' }
    const correction = { correctsId: eventIdOf(raised), data: correctedData, reasonCode: 'misread' }
    expect((await post(auditor, 'correct-initiative-event', correction)).status).toBe(403)
    const refused = await post(recordsSupervisorOf('zz-archive'), 'correct-initiative-event', correction)
    expect([refused.status, refused.body['rule']]).toEqual([422, 'case.only-recording-agency-corrects'])
    const approvedBy = (who: Persona, { body }: Reply) => {
      const { requestId, digest } = body['approval'] as { requestId: string; digest: string }
      return post(who, 'give-initiative-approval', { requestId, digest })
    }
    const corrected = await post(recordsSupervisorOf('zz-audit'), 'correct-initiative-event', correction)
    expect([corrected.status, (await approvedBy(recordsSupervisorOf('zz-audit'), corrected)).status]).toEqual([202, 422])
    const waitingAt = async (agencyId: string) => (await api.get({ ...auditor, agencyId }, '/initiatives/approvals')).body['approvals']
    expect(await waitingAt('zz-archive')).toEqual([])
    expect(await waitingAt(auditor.agencyId)).toMatchObject([{ initiativeId, command: 'CorrectEvent', body: { data: correction } }])
    expect((await approvedBy({ ...auditor, agencyId: 'zz-archive' }, corrected)).status).toBe(422)
    expect((await approvedBy(auditor, corrected)).body).toMatchObject({ events: [{ type: 'case.EventCorrected' }] })
    expect(await waitingAt(auditor.agencyId)).toEqual([])
    const retraction = { retractsId: eventIdOf(raised), reasonCode: 'misread' }
    const retracted = await post(recordsSupervisorOf('zz-audit'), 'retract-initiative-event', retraction)
    expect((await approvedBy(auditor, retracted)).status).toBe(201)
  })
})

describe('an operator', () => {
  it('can list the views, find a manipulated row, and rebuild a view to the same rows', async () => {
    const digest = async () => (await api.get(operator, '/admin/projections/case-file/digest')).body
    const before = await digest()
    const { body: views } = await api.get(operator, '/admin/projections')
    expect(views).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'case-file', rows: 1, parked: 0 })]))

    const url = five.environments.investigation['VIEWS_DATABASE_URL']
    const db = new pg.Client({ connectionString: url })
    await db.connect()
    try {
      await db.query(`update case_file_v7 set lead_agency = 'zz-nobody'`)
      expect((await api.post(operator, '/admin/projections/case-file/verify', '{}')).body).toMatchObject({
        differing: 1,
        differences: [{ caseId, kind: 'different' }],
      })
      await db.query('truncate case_file_v7')
    } finally {
      await db.end()
    }
    expect(await api.post(operator, '/admin/projections/case-file/rebuild', '{}')).toMatchObject({
      status: 409,
      body: { type: '/problems/view-differs', detail: expect.stringContaining('1 rows of case-file differ') },
    })
    const request = JSON.stringify({ purpose: 'rebuild', views: ['case-file'], acceptDifferences: 'tableLost' })
    const begun = await api.post(operator, '/admin/operations', request)
    expect(begun).toMatchObject({ status: 202, body: { state: 'running', requestedBy: operator.userId } })
    const found = async () => (await api.get(operator, `/admin/operations/${String(begun.body['id'])}`)).body
    for (let left = 300; left > 0 && (await found())['state'] === 'running'; left--) await pause(100)
    expect(await found()).toMatchObject({
      state: 'done',
      results: [{ view: 'case-file', accepted: { by: operator.userId, because: 'tableLost' }, compared: { differing: 1 } }],
    })
    expect(await digest()).toEqual(before)
    expect((await api.post(operator, '/admin/projections/case-file/verify', '{}')).body).toMatchObject({ differing: 0 })
    const metrics = String((await api.get(operator, '/metrics')).body['text'])
    for (const purpose of ['rebuild', 'verify'])
      expect(metrics).toMatch(new RegExp(`^case_timeline_events_handled_total{consumer="view.case-file.v7~${purpose}"} [1-9]`, 'm'))
  })

  it('sees the progress of a rebuild, also after a second one was refused', async () => {
    const underWay = async () => {
      const views = (await api.get(operator, '/admin/projections')).body as unknown as { name: string; underWay?: object }[]
      return views.find(({ name }) => name === 'case-file')?.underWay
    }
    const reader = new pg.Client({ connectionString: five.environments.investigation['VIEWS_DATABASE_URL'] })
    await reader.connect()
    try {
      // Nobody may write while the tables are exchanged: until this transaction ends, the rebuild waits for that.
      await reader.query('begin')
      await reader.query('lock table case_file_v7 in row exclusive mode')
      const first = api.post(operator, '/admin/projections/case-file/rebuild', '{}')
      for (let left = 300; left > 0 && !(await underWay()); left--) await pause(100)
      expect((await api.post(operator, '/admin/projections/case-file/rebuild', '{}')).status).toBe(409)
      expect(await underWay()).toMatchObject({ purpose: 'rebuild' })
      await reader.query('commit')
      expect((await first).status).toBe(200)
      expect(await underWay()).toBeUndefined()
    } finally {
      await reader.end()
    }
  })

  it('finds that the timeline does not differ from the events, and then the one row that was manipulated', async () => {
    const auditOperator: Persona = { userId: 'o.reyes', agencyId: 'zz-audit', sector: 'auditTrail', roles: ['operator'] }
    const last = await command(leadInvestigator, 'identify-suspect', { ...SuspectIdentified.example, personRef: newId() })
    expect((await api.get(auditor, `/cases/${caseId}/timeline?min-position=${String(last.body['position'])}`)).status).toBe(200)
    const verify = async () => (await api.post(auditOperator, '/admin/projections/timeline/verify', '{}')).body
    expect(await verify()).toMatchObject({ rows: expect.any(Number), differing: 0, differences: [] })

    const db = new pg.Client({ connectionString: five.environments.auditTrail['VIEWS_DATABASE_URL'] })
    await db.connect()
    const changed = await db.query(`update timeline_v1 set agency = 'zz-nobody' where position = $1`, [last.body['position']])
    await db.end()
    expect(changed.rowCount).toBe(1)
    expect(await verify()).toMatchObject({ differing: 1, differences: [{ caseId, kind: 'different' }] })
    const accepted = JSON.stringify({ purpose: 'rebuild', views: ['timeline'], acceptDifferences: 'changedByHand' })
    const { body: begun } = await api.post(auditOperator, '/admin/operations', accepted)
    const state = async () => (await api.get(auditOperator, `/admin/operations/${String(begun['id'])}`)).body['state']
    for (let left = 300; left > 0 && (await state()) === 'running'; left--) await pause(100)
    expect(await verify()).toMatchObject({ differing: 0 })
  })

  it('gets the list of views in the error for a view that does not exist', async () => {
    const reply = await api.post(operator, '/admin/projections/nothing/rebuild', '{}')
    expect(reply).toMatchObject({ status: 404, body: { detail: expect.stringContaining('case-file') } })
  })

  it.each(['projections', 'projections/{view}/digest', 'operations', 'feed', 'parked', 'skipped'])(
    'gets a response of /admin/%s that matches its OpenAPI document',
    async (path) => {
      const { status, body } = await api.get(operator, `/admin/${path.replace('{view}', 'case-file')}`)
      expect(status).toBe(200)
      expect(await schemaViolations(five.urls.investigation, `GET /admin/${path}`, body)).toEqual([])
    },
  )

  it('gets an empty list of parked cases when no event failed', async () =>
    expect((await api.get(operator, '/admin/parked')).body).toEqual([]))
})

it('two replicas that write to one stream concurrently answer with success or conflict, and lose no event', async () => {
  const replica = await five.replica('investigation')
  try {
    const other = apiClient({ ...five, urls: { ...five.urls, investigation: replica.url } })
    const competingRequests = Array.from({ length: 32 }, (_, n) => {
      const target = n % 2 === 0 ? api : other
      const body = { data: { ...SuspectIdentified.example, personRef: newId() } }
      return target.postUntilAnswered(leadInvestigator, `/cases/${caseId}/identify-suspect`, body, { 'idempotency-key': newKey() })
    })
    const replies = await Promise.all(competingRequests)
    const revisions = replies.flatMap(({ body, status }) => (status === 201 ? (body['events'] as { revision: number }[])[0]!.revision : []))
    expect(new Set(revisions).size).toBe(revisions.length)
    expect(replies.map(({ status }) => status).filter((status) => ![201, 409].includes(status))).toEqual([])
    expect(revisions.length).toBeGreaterThan(16)
  } finally {
    await replica.stop()
  }
})

it('32 concurrent clients lose no event', async () => {
  const client = async () => {
    const id = newId()
    const send = (name: string, data: unknown) =>
      api.postUntilAnswered(leadInvestigator, `/cases/${id}/${name}`, { data }, { 'idempotency-key': newKey() })
    const replies = [await send('open-case', { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] })]
    for (let n = 0; n < 9; n++) replies.push(await send('identify-suspect', { ...SuspectIdentified.example, personRef: newId() }))
    return { id, replies }
  }
  for (const { id, replies } of await Promise.all(Array.from({ length: 32 }, client))) {
    expect(replies.filter(({ status }) => status !== 201)).toEqual([])
    expect(replies).toHaveLength(10)
    const position = String(replies.at(-1)?.body['position'])
    const { body } = await api.get(auditor, `/cases/${id}/timeline?order=recorded&min-position=${position}`)
    expect((body['entries'] as { revision: number }[]).map(({ revision }) => revision)).toEqual([...Array(10).keys()])
  }
})

it('a service that is stopped completes the requests in progress', async () => {
  const replica = await five.replica('investigation')
  const target = apiClient({ ...five, urls: { ...five.urls, investigation: replica.url } })
  const pendingRequests = Array.from({ length: 10 }, () =>
    target.post(leadInvestigator, `/cases/${caseId}/identify-suspect`, { data: { ...SuspectIdentified.example, personRef: newId() } }).then(
      ({ status }) => status,
      () => 'refused connection',
    ),
  )
  await pendingRequests[0]
  await replica.stop()
  for (const status of await Promise.all(pendingRequests)) expect([201, 409, 503, 'refused connection']).toContain(status)
})

it('an item that was recorded in a wrong case, retracted and recorded in the right case leaves both cases intact', async () => {
  const evidence = { ...EvidenceCollected.example, evidenceId: newId() }
  const rightCaseId = newId()
  await api.post(leadInvestigator, `/cases/${rightCaseId}/open-case`, {
    data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] },
  })
  const retractsId = eventIdOf(await command(leadInvestigator, 'collect-evidence', evidence))
  expect((await approvedCommand('retract-event', { retractsId, reasonCode: 'wrongCase' })).status).toBe(201)
  expect((await api.post(leadInvestigator, `/cases/${rightCaseId}/collect-evidence`, { data: evidence })).status).toBe(201)
  for (const one of [caseId, rightCaseId])
    expect((await api.get(auditor, `/cases/${one}/verification`)).body).toMatchObject({ outcome: 'intact' })
})
