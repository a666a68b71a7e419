import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { CaseOpened, CaseTransferred, SuspectIdentified } from '@case-timeline/contracts'
import { apiClient, auditor, leadInvestigator, newId, type Persona, persona, registerOffices } from './api-client.fixtures.ts'
import { caseCommands } from './case-commands.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  api = apiClient(five)
  await registerOffices(api, [leadInvestigator, registrar, judge, stranger, harbour])
}, 120_000)
afterAll(() => five.stop())

const [MANILA, CEBU] = ['zz-court-manila', 'zz-court-cebu']
const registrar = persona('r.manila', MANILA, 'adjudication', 'registrar', 'judge')
const supervisor = persona('s.manila', MANILA, 'adjudication', 'records-supervisor')
/** Lent by Cebu to Manila; at home also a registrar and a supervisor of records. */
const judge = persona('j.cruz', CEBU, 'adjudication', 'judge', 'registrar', 'records-supervisor')
const colleague = persona('r.cebu', CEBU, 'adjudication', 'registrar', 'judge', 'records-supervisor')
const system = persona('j.cruz', CEBU, 'adjudication', 'agency-system')
const stranger = persona('r.davao', 'zz-court-davao', 'adjudication', 'registrar', 'judge')
const harbour = persona('x.tan', 'zz-harbour-police', 'investigation', 'lead-investigator', 'investigator')

const { sent, recorded, byTwo, read } = caseCommands(() => api)
const refusal = async (...command: Parameters<typeof sent>): Promise<unknown> => {
  const { status, body } = await sent(...command)
  return body['rule'] ?? [status, String(body['type']).split('/').at(-1)]
}
/** A court case that Manila has: registered on no indictment, as one that was migrated. */
const courtCase = async (): Promise<string> => {
  const caseId = newId()
  await recorded(registrar, caseId, 'register-court-case', { origin: 'migrated', courtCaseNo: 'RTC-7/2026' })
  return caseId
}
const terms = { userId: 'J.Cruz', role: 'judge', begin: '2026-01-01', agencyId: CEBU }
const lend = (caseId: string, changes: object = {}) => recorded(registrar, caseId, 'assign-case-worker', { ...terms, ...changes })
const ordered = { orderedAt: '2026-11-20', hearingAt: '2030-01-15' }

const LISTS = ['/cases', '/docket', '/events?limit=1000'] as const
/** What a user finds of a case: by its address in the service and in audit-trail, and in lists. */
const finds = async (who: Persona, caseId: string) => {
  const file = await read(who, `/cases/${caseId}`)
  const events = await read(who, `/cases/${caseId}/events`)
  const token = await five.issuer.tokenFor(who)
  const timeline = await api.call(auditor, `/cases/${caseId}/timeline`, { headers: { authorization: `Bearer ${token}` } })
  const lists = await Promise.all(LISTS.map(async (path) => JSON.stringify((await read(who, path)).body).includes(caseId)))
  const inLists = LISTS.filter((_, index) => lists[index])
  return { statuses: [file.status, events.status, timeline.status], inLists }
}
const NOTHING = { statuses: [404, 404, 404], inLists: [] }

describe('a judge whom another court lends', () => {
  it('reads the case and records in it, and no colleague does, until the assignment ends', async () => {
    const caseId = await courtCase()
    expect(await finds(judge, caseId)).toEqual(NOTHING)
    await lend(caseId)
    const found = await finds(judge, caseId)
    expect(found.statuses).toEqual([200, 200, 200])
    expect(found.inLists).toEqual(['/cases', '/docket', '/events?limit=1000'])
    expect(await finds(colleague, caseId)).toEqual(NOTHING)

    await recorded(judge, caseId, 'order-hearing-date', ordered)
    expect(await finds(colleague, caseId)).toEqual(NOTHING)
    const { body } = await read(registrar, `/cases/${caseId}`)
    expect(body['agencies']).toEqual([MANILA])
    expect(JSON.stringify(body)).not.toContain('J.Cruz')
    const events = (await read(registrar, `/cases/${caseId}/events?limit=1000`)).body as unknown as {
      data: { envelope: { actor: object } }
    }[]
    expect(JSON.stringify(events)).toContain(`"agencyId":"${CEBU}","onBehalfOf":"${MANILA}","role":"judge","userId":"j.cruz"`)

    const tag = (await read(judge, `/cases/${caseId}`)).headers.get('etag') ?? ''
    await recorded(registrar, caseId, 'unassign-case-worker', { userId: 'j.cruz', role: 'judge', end: '2030-12-31' })
    expect(await finds(judge, caseId)).toEqual(NOTHING)
    const again = await api.call(judge, `/cases/${caseId}`, { headers: { 'if-none-match': tag } })
    expect(again.status).toBe(404)
    expect((await sent(judge, caseId, 'order-hearing-date', ordered)).status).toBe(404)
    expect(await finds(colleague, caseId)).toEqual(NOTHING)
    expect((await finds(registrar, caseId)).statuses).toEqual([200, 200, 200])
  })

  it('acts in the role of the assignment only, whatever roles the token has', async () => {
    const caseId = await courtCase()
    await lend(caseId)
    expect(await refusal(judge, caseId, 'schedule-hearing', {})).toEqual([403, 'forbidden'])
    expect(await refusal(judge, caseId, 'exclude-from-access', { userId: 'r.manila', reasonCode: 'conflictOfInterest' })).toEqual([
      403,
      'forbidden',
    ])
    const withoutRole = { ...judge, roles: ['registrar', 'records-supervisor'] }
    expect((await finds(withoutRole, caseId)).statuses).toEqual([404, 404, 404])
  })

  it('is excluded like any user, which an assignment does not undo', async () => {
    const caseId = await courtCase()
    await lend(caseId)
    await recorded(supervisor, caseId, 'exclude-from-access', { userId: 'j.cruz', reasonCode: 'conflictOfInterest' })
    expect(await finds(judge, caseId)).toEqual(NOTHING)
    expect(await refusal(registrar, caseId, 'assign-case-worker', terms)).toBe('case.excluded-user-is-not-assigned')
  })

  it('has no access before the assignment begins and after it ended', async () => {
    const caseId = await courtCase()
    await lend(caseId, { begin: '2099-01-01' })
    await lend(caseId, { begin: '2020-01-01', end: '2020-12-31' })
    expect(await finds(judge, caseId)).toEqual(NOTHING)
  })

  it('leaves when the assignment is retracted, and the court stays out for whatever was recorded', async () => {
    const caseId = await courtCase()
    const retractsId = await lend(caseId)
    await recorded(judge, caseId, 'order-hearing-date', ordered)
    const retraction = { retractsId, reasonCode: 'enteredInError' }
    expect(await byTwo(supervisor, registrar, caseId, 'retract-event', retraction)).toMatchObject({ status: 201 })
    for (const who of [judge, colleague]) expect(await finds(who, caseId)).toEqual(NOTHING)
  })

  it('brings no case to the systems of the own court', async () => {
    const caseId = await courtCase()
    await lend(caseId)
    expect(JSON.stringify((await read(system, '/events?limit=1000')).body)).not.toContain(caseId)
    expect((await read(system, `/cases/${caseId}/events`)).status).toBe(404)
  })

  it('works on one case, and on no other of the court', async () => {
    const [caseId, otherCaseId] = [await courtCase(), await courtCase()]
    await lend(caseId)
    expect((await finds(judge, caseId)).statuses).toEqual([200, 200, 200])
    expect(await finds(judge, otherCaseId)).toEqual(NOTHING)
  })
})

describe('nobody enters a case by an assignment', () => {
  it('of the own account, by an agency without a part, or of somebody by whom was assigned', async () => {
    const caseId = await courtCase()
    for (const who of [judge, stranger]) expect((await sent(who, caseId, 'assign-case-worker', terms)).status).toBe(404)
    expect(await refusal(registrar, caseId, 'assign-case-worker', { ...terms, userId: 'R.Manila' })).toBe(
      'case.nobody-assigns-own-account-of-another-agency',
    )
    await lend(caseId, { role: 'registrar' })
    for (const [command, data] of [
      ['assign-case-worker', { ...terms, userId: 'r.cebu' }],
      ['assign-case-worker', { userId: 'r.cebu', role: 'judge', begin: '2026-01-01' }],
      ['admit-office', { office: stranger.agencyId, capacity: 'assistance' }],
      ['transfer-case', { transferId: newId(), to: stranger.agencyId, reason: 'venue', handoverList: [] }],
    ] as const)
      expect(await refusal({ ...judge, roles: ['registrar'] }, caseId, command, data)).toBe('case.assigned-person-lets-nobody-in')
    await lend(caseId)
    const severed = { partId: newId(), accusedRefs: [newId()], chargeIds: [newId()], reason: 'other', courtId: CEBU }
    expect(await refusal(judge, caseId, 'sever-accused', severed)).toBe('adjudication.assigned-person-severs-to-no-other-court')
    for (const who of [colleague, stranger]) expect((await finds(who, caseId)).statuses).toEqual([404, 404, 404])
  })

  it('to an office of another sector, or one that the register does not have', async () => {
    const caseId = await courtCase()
    const ofPolice = { userId: harbour.userId, role: 'investigator', begin: '2026-01-01', agencyId: harbour.agencyId }
    expect(await refusal(registrar, caseId, 'assign-case-worker', ofPolice)).toEqual([422, 'unknown-office'])
    expect(await refusal(registrar, caseId, 'assign-case-worker', { ...terms, agencyId: 'zz-court-nowhere' })).toEqual([
      422,
      'unknown-office',
    ])
    expect(await refusal(registrar, caseId, 'assign-case-worker', { ...terms, role: 'records-supervisor' })).toBe(
      'case.person-of-another-agency-is-assigned-to-role-of-sector',
    )
    expect((await api.get(harbour, `/cases/${caseId}`)).status).toBe(404)
  })
})

describe('a judge whom two courts that have a case want to borrow', () => {
  const davao = stranger
  const inDavao = (caseId: string, changes: object = {}) => [davao, caseId, 'assign-case-worker', { ...terms, ...changes }] as const
  /** A case that Manila has, with a part at Davao. */
  const caseOfTwoCourts = async (): Promise<string> => {
    const caseId = await courtCase()
    await recorded(registrar, caseId, 'admit-office', { office: davao.agencyId, capacity: 'assistance' })
    return caseId
  }
  const actorOf = async (caseId: string, eventId: string) => {
    const events = (await read(registrar, `/cases/${caseId}/events?limit=1000`)).body as unknown as {
      id: string
      data: { envelope: { actor: object } }
    }[]
    return events.find(({ id }) => id === eventId)?.data.envelope.actor
  }

  it('acts for one of them at a time: the other assigns once that has ended the assignment', async () => {
    const caseId = await caseOfTwoCourts()
    await lend(caseId)
    for (const role of ['judge', 'registrar']) {
      const reply = await sent(...inDavao(caseId, { role }))
      expect(reply.body).toMatchObject({ rule: 'case.person-is-assigned-by-one-agency', facts: [MANILA] })
    }
    await recorded(registrar, caseId, 'unassign-case-worker', { userId: 'j.cruz', role: 'judge', end: '2026-11-30' })
    await recorded(...inDavao(caseId))
    const eventId = await recorded(judge, caseId, 'order-hearing-date', ordered)
    expect(await actorOf(caseId, eventId)).toMatchObject({ agencyId: CEBU, onBehalfOf: davao.agencyId })
  })

  it('stays with the other once that assigns: the end of the first assignment is neither retracted nor corrected away', async () => {
    const reasonCode = 'enteredInError'
    const ended = await caseOfTwoCourts()
    await lend(ended)
    const retractsId = await recorded(registrar, ended, 'unassign-case-worker', { userId: 'j.cruz', role: 'judge', end: '2026-11-30' })
    await recorded(...inDavao(ended))
    const limited = await caseOfTwoCourts()
    const correctsId = await lend(limited, { end: '2026-11-20' })
    await recorded(...inDavao(limited, { begin: '2026-11-21' }))
    for (const [caseId, command, data] of [
      [ended, 'retract-event', { retractsId, reasonCode }],
      [limited, 'correct-event', { correctsId, data: terms, reasonCode }],
    ] as const) {
      const { body } = await byTwo(supervisor, registrar, caseId, command, data)
      expect(body).toMatchObject({ rule: 'case.no-fact-depends-on-retracted-fact' })
      const eventId = await recorded(judge, caseId, 'order-hearing-date', ordered)
      expect(await actorOf(caseId, eventId)).toMatchObject({ agencyId: CEBU, onBehalfOf: davao.agencyId })
    }
  })

  it('is assigned by the court that took the place of the first, also before the assignment of the first ends', async () => {
    const caseId = await courtCase()
    await lend(caseId)
    const { from: _, ...transfer } = CaseTransferred.example
    await recorded(registrar, caseId, 'transfer-case', { ...transfer, to: davao.agencyId, reason: 'officeReorganised' })
    await recorded(...inDavao(caseId, { role: 'registrar' }))
  })
})

describe('an investigator whom another unit lends', () => {
  const signedBy = async (caseId: string, userId: string): Promise<unknown> => {
    const body = { data: { ...SuspectIdentified.example, personRef: newId() } }
    const actor = { userId, roles: ['lead-investigator'] }
    const to = { iss: harbour.agencyId, aud: '/deployments/zz-e2e/investigation', jti: newId() }
    const message = await five.agencies.sign({ ...to, command: 'IdentifySuspect', caseId, actor, body }, { by: harbour.agencyId })
    const headers = { 'content-type': 'application/jose' }
    const answer = await fetch(`${five.urls.investigation}/signed-commands`, { method: 'POST', headers, body: message })
    return ((await answer.json()) as { outcome?: string }).outcome
  }

  const openCase = async (): Promise<string> => {
    const caseId = newId()
    await recorded(leadInvestigator, caseId, 'open-case', { ...CaseOpened.example, leadAgency: leadInvestigator.agencyId })
    return caseId
  }
  const borrow = { userId: harbour.userId, role: 'lead-investigator', begin: '2026-01-01', agencyId: harbour.agencyId }

  it('opens encrypted members for the unit that assigned, and the record of it names both units', async () => {
    const caseId = await openCase()
    await recorded(leadInvestigator, caseId, 'assign-case-worker', borrow)
    const trace = { traceId: newId(), kind: 'account', platform: 'telegram', value: 'recruiter.88' }
    const eventIds = [await recorded(leadInvestigator, caseId, 'record-online-trace', trace)]
    for (const who of [leadInvestigator, harbour])
      expect(await api.post(who, `/cases/${caseId}/open-encrypted`, { eventIds, purpose: 'investigation' })).toMatchObject({
        status: 201,
        body: { opened: [{ state: 'opened', value: trace.value }] },
      })
    const { body } = await api.get(leadInvestigator, `/cases/${caseId}/openings`)
    const openings = (body['openings'] as { userId: string; agencyId: string; onBehalfOf?: string }[]).map(
      ({ userId, agencyId, onBehalfOf }) => [userId, agencyId, onBehalfOf],
    )
    expect(openings).toEqual([
      [harbour.userId, harbour.agencyId, leadInvestigator.agencyId],
      [leadInvestigator.userId, leadInvestigator.agencyId, undefined],
    ])
  })

  it('sends signed commands through the system of the own unit, which no colleague can', async () => {
    const caseId = await openCase()
    expect(await signedBy(caseId, harbour.userId)).not.toBe('accepted')
    await recorded(leadInvestigator, caseId, 'assign-case-worker', borrow)
    expect(await signedBy(caseId, harbour.userId)).toBe('accepted')
    expect(await signedBy(caseId, 'y.tan')).not.toBe('accepted')
    await recorded(leadInvestigator, caseId, 'unassign-case-worker', {
      userId: harbour.userId,
      role: 'lead-investigator',
      end: '2027-01-01',
    })
    expect(await signedBy(caseId, harbour.userId)).not.toBe('accepted')
    expect((await read(harbour, `/cases/${caseId}`)).status).toBe(404)
  })
})
