import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { auditTrail } from '@case-timeline/audit-trail'
import { EvidenceCollected, RaiseChallenge, RecordExternalFact, SuspectArrested, SuspectIdentified } from '@case-timeline/contracts'
import { handle, openEventStore, randomCommandId } from '@case-timeline/event-store'
import pg from 'pg'
import { auditor, calling, lead, newId, newKey, type Persona, records, type Reply } from './calling.fixtures.ts'
import { askewIn } from './described.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

let five: FiveServices
let ask: ReturnType<typeof calling>
const operator: Persona = { userId: 'o.cruz', agencyId: 'zz-police', sector: 'investigation', roles: ['operator'] }
const caseId = newId()
const personRef = newId()

const eventIdOf = ({ body }: Reply) => (body['events'] as { id: string }[])[0]?.id ?? ''
const command = (who: Persona, name: string, data: unknown) => ask.post(who, `/cases/${caseId}/${name}`, { data })
const fileAfter = async (reply: Reply) => {
  expect(reply.status).toBe(201)
  return (await ask.get(lead, `/cases/${caseId}?min-position=${String(reply.body['position'])}`)).body
}

beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  ask = calling(five)
  await command(lead, 'open-case', { source: 'report', leadAgency: 'zz-police', suspectedPurposes: ['ForcedLabour'] })
}, 120_000)
afterAll(() => five.stop())

it('a caller reads what it wrote', async () => {
  for (let n = 0; n < 20; n++) {
    const file = await fileAfter(await command(lead, 'identify-suspect', { ...SuspectIdentified.example, personRef: newId() }))
    expect(file['persons']).toHaveLength(n + 1)
  }
})

describe('a wrong fact', () => {
  const arrestOf = (file: Reply['body']) =>
    (file['persons'] as { personRef: string; arrests: object[] }[]).find((one) => one.personRef === personRef)?.arrests
  const approver = { userId: 'm.santos', role: 'lead-investigator' }

  it('is corrected in every view as if it had been recorded right', async () => {
    await command(lead, 'identify-suspect', { ...SuspectIdentified.example, personRef })
    const arrest = await command(lead, 'arrest-suspect', { ...SuspectArrested.example, personRef, ground: 'theft' })
    expect(arrestOf(await fileAfter(arrest))).toMatchObject([{ ground: 'theft' }])
    const correctsId = eventIdOf(arrest)
    const data = { ...SuspectArrested.example, personRef, ground: 'recruitment' }
    const corrected = await command(records, 'correct-event', { correctsId, data, reasonCode: 'clericalError', approver })
    expect(arrestOf(await fileAfter(corrected))).toMatchObject([{ ground: 'recruitment' }])
    const retracted = await command(records, 'retract-event', { retractsId: correctsId, reasonCode: 'wrongCase', approver })
    expect(arrestOf(await fileAfter(retracted))).toEqual([])
  })

  it('is corrected by nobody but a records supervisor', async () => {
    const reply = await command(lead, 'retract-event', { retractsId: newId(), reasonCode: 'wrongCase', approver })
    expect(reply.status).toBe(403)
  })
})

describe('what belongs to no agency of the case', () => {
  const approver = { userId: 'a.ramos', role: 'auditor' }
  const keeper = (agencyId: string): Persona => ({ userId: 'k.lopez', agencyId, sector: 'auditTrail', roles: ['records-supervisor'] })

  it('is corrected by the agency that imported it, and by no other', async () => {
    const imports = auditTrail.aggregates.find(({ name }) => name === 'import')
    if (!imports) throw new Error('nothing keeps imported facts')
    const store = openEventStore(five.environments.auditTrail['EVENT_STORE_URL'] ?? '', 'auditTrail')
    const desk = { store, deployment: 'zz-e2e', digestKey: Buffer.alloc(32, 7), now: () => new Date().toISOString() }
    const data = { ...RecordExternalFact.example, source: 'archive', sourceId: 'row-7' }
    const actor = { userId: 'log-import', agencyId: 'zz-archive', role: 'importer' }
    const about = { commandId: randomCommandId(), keyed: false, correlationId: 'test', jurisdiction: 'ZZ' }
    const kept = await handle(desk, imports, { caseId, name: RecordExternalFact.name, body: { data }, actor, ...about })
    await store.close()
    const correctsId = 'ids' in kept ? kept.ids[0] : undefined
    const right = { correctsId, data: { ...data, activity: 'ARREST' }, reasonCode: 'misread', approver }
    expect((await command(keeper('zz-audit'), 'correct-event', right)).status).toBe(404)
    expect((await command(keeper('zz-archive'), 'correct-event', right)).status).toBe(201)
  })

  it('or to no case at all is corrected in the record of its initiative', async () => {
    const initiativeId = newId()
    const post = (who: Persona, name: string, data: object) => ask.post(who, `/initiatives/${name}`, { data: { ...data, initiativeId } })
    const raised = await post(keeper('zz-audit'), 'raise-challenge', RaiseChallenge.example)
    const right = { ...RaiseChallenge.example, initiativeId, theme: 'staff' }
    const correction = { correctsId: eventIdOf(raised), data: right, reasonCode: 'misread', approver }
    expect((await post(auditor, 'correct-initiative-event', correction)).status).toBe(403)
    const refused = await post(keeper('zz-archive'), 'correct-initiative-event', correction)
    expect([refused.status, refused.body['rule']]).toEqual([422, 'case.only-its-own-agency-corrects'])
    expect((await post(keeper('zz-audit'), 'correct-initiative-event', correction)).status).toBe(201)
    const retraction = { retractsId: eventIdOf(raised), reasonCode: 'misread', approver }
    expect((await post(keeper('zz-audit'), 'retract-initiative-event', retraction)).status).toBe(201)
  })
})

describe('an operator', () => {
  it('is needed', async () => expect((await ask.get(lead, '/admin/projections')).status).toBe(403))

  it('sees the views, rebuilds one to the same rows, and finds what was tampered with', async () => {
    const digest = async () => (await ask.get(operator, '/admin/projections/case-file/digest')).body
    const before = await digest()
    const { body: views } = await ask.get(operator, '/admin/projections')
    expect(views).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'case-file', rows: 1, parked: 0 })]))

    const url = five.environments.investigation['VIEWS_DATABASE_URL']
    const db = new pg.Client({ connectionString: url })
    await db.connect()
    try {
      await db.query(`update case_file_v1 set lead_agency = 'zz-nobody'`)
      expect((await ask.post(operator, '/admin/projections/case-file/verify', '{}')).body).toMatchObject({
        differing: 1,
        differences: [{ caseId, kind: 'different' }],
      })
      await db.query('truncate case_file_v1')
    } finally {
      await db.end()
    }
    expect((await ask.post(operator, '/admin/projections/case-file/rebuild', '{}')).status).toBe(200)
    expect(await digest()).toEqual(before)
    expect((await ask.post(operator, '/admin/projections/case-file/verify', '{}')).body).toMatchObject({ differing: 0 })
  }, 30_000)

  it('is told which views there are when he names another', async () => {
    const reply = await ask.post(operator, '/admin/projections/nothing/rebuild', '{}')
    expect(reply).toMatchObject({ status: 404, body: { detail: expect.stringContaining('case-file') } })
  })

  it.each(['projections', 'projections/{view}/digest', 'feed', 'parked', 'skipped'])(
    'is answered at /admin/%s as it is described',
    async (path) => {
      const { status, body } = await ask.get(operator, `/admin/${path.replace('{view}', 'case-file')}`)
      expect(status).toBe(200)
      expect(await askewIn(five.urls.investigation, `GET /admin/${path}`, body)).toEqual([])
    },
  )

  it('finds nothing parked while all goes well', async () => expect((await ask.get(operator, '/admin/parked')).body).toEqual([]))
})

it('two replicas of one service race for one stream: each answer is a success, a conflict or a stale revision, and nothing is lost', async () => {
  const replica = await five.replica('investigation')
  try {
    const other = calling({ ...five, urls: { ...five.urls, investigation: replica.url } })
    const racing = Array.from({ length: 32 }, (_, n) => {
      const to = n % 2 === 0 ? ask : other
      const body = { data: { ...SuspectIdentified.example, personRef: newId() } }
      return to.post(lead, `/cases/${caseId}/identify-suspect`, body, { 'idempotency-key': newKey() })
    })
    const replies = await Promise.all(racing)
    const revisions = replies.flatMap(({ body, status }) => (status === 201 ? (body['events'] as { revision: number }[])[0]!.revision : []))
    expect(new Set(revisions).size).toBe(revisions.length)
    expect(replies.map(({ status }) => status).filter((status) => ![201, 409].includes(status))).toEqual([])
    expect(revisions.length).toBeGreaterThan(16)
  } finally {
    await replica.stop()
  }
}, 30_000)

it('32 clients at once lose nothing', async () => {
  const client = async () => {
    const id = newId()
    const send = (name: string, data: unknown) => ask.post(lead, `/cases/${id}/${name}`, { data }, { 'idempotency-key': newKey() })
    const replies = [await send('open-case', { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] })]
    for (let n = 0; n < 9; n++) replies.push(await send('identify-suspect', { ...SuspectIdentified.example, personRef: newId() }))
    return { id, replies }
  }
  for (const { id, replies } of await Promise.all(Array.from({ length: 32 }, client))) {
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201))
    const position = String(replies.at(-1)?.body['position'])
    const { body } = await ask.get(auditor, `/cases/${id}/timeline?order=recorded&min-position=${position}`)
    expect((body['entries'] as { revision: number }[]).map(({ revision }) => revision)).toEqual([...Array(10).keys()])
  }
}, 60_000)

it('a service that is told to stop finishes what it has begun', async () => {
  const replica = await five.replica('investigation')
  const to = calling({ ...five, urls: { ...five.urls, investigation: replica.url } })
  const begun = Array.from({ length: 10 }, () =>
    to.post(lead, `/cases/${caseId}/identify-suspect`, { data: { ...SuspectIdentified.example, personRef: newId() } }).then(
      ({ status }) => status,
      () => 'refused connection',
    ),
  )
  await begun[0]
  await replica.stop()
  for (const status of await Promise.all(begun)) expect([201, 409, 503, 'refused connection']).toContain(status)
}, 30_000)

it('an item that was recorded in a wrong case, and again in the right one, leaves both cases verifiable', async () => {
  const evidence = { ...EvidenceCollected.example, evidenceId: newId() }
  const approver = { userId: 'm.santos', role: 'lead-investigator' }
  const right = newId()
  await ask.post(lead, `/cases/${right}/open-case`, { data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] } })
  const retractsId = eventIdOf(await command(lead, 'collect-evidence', evidence))
  expect((await command(records, 'retract-event', { retractsId, reasonCode: 'wrongCase', approver })).status).toBe(201)
  expect((await ask.post(lead, `/cases/${right}/collect-evidence`, { data: evidence })).status).toBe(201)
  for (const one of [caseId, right])
    expect((await ask.get(auditor, `/cases/${one}/verification`)).body).toMatchObject({ outcome: 'intact' })
})
