import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  AppealLodged,
  CaseTransferred,
  ChargeLaid,
  EvidenceCollected,
  GrantConsent,
  PresumedVictimIdentified,
  SafetyIncidentReported,
  sentExample,
  SuspectIdentified,
  type ServiceName,
} from '@case-timeline/contracts'
import { apiClient, auditor, leadInvestigator, newId, type Persona, registerOffices, type Reply } from './api-client.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  api = apiClient(five)
  await registerOffices(api, [
    leadInvestigator,
    nbi,
    north,
    receivingProsecution,
    manila,
    cebu,
    appeals,
    receivingCourt,
    shelter,
    shelterSouth,
    receivingSupport,
  ])
}, 120_000)
afterAll(() => five.stop())

const user = (userId: string, agencyId: string, sector: ServiceName, ...roles: string[]): Persona => ({ userId, agencyId, sector, roles })
const manila = user('r.manila', 'zz-court-manila', 'adjudication', 'registrar', 'judge')
const cebu = user('r.cebu', 'zz-court-cebu', 'adjudication', 'registrar', 'judge')
const appeals = user('r.appeals', 'zz-court-appeals', 'adjudication', 'registrar', 'judge')
const receivingCourt = user('r.any', 'zz-court', 'adjudication', 'registrar', 'judge')
const north = user('p.north', 'zz-prosecution-north', 'prosecution', 'prosecutor', 'supervising-prosecutor')
const receivingProsecution = user('p.any', 'zz-prosecution', 'prosecution', 'prosecutor')
const northRecords = user('p.records', north.agencyId, 'prosecution', 'records-supervisor')
const nbi = user('n.bi', 'zz-nbi', 'investigation', 'lead-investigator')
const shelter = user('s.north', 'zz-shelter-north', 'victimSupport', 'support-lead', 'case-worker')
const shelterSouth = user('s.south', 'zz-shelter-south', 'victimSupport', 'support-lead', 'case-worker')
const receivingSupport = user('s.any', 'zz-support', 'victimSupport', 'support-lead', 'case-worker')

const caseId = newId()
const [suspect, victim, evidenceId, dossierId, chargeId, indictmentId, transferId] = Array.from({ length: 7 }, newId)

const record = async (who: Persona, command: string, data: unknown): Promise<Reply> => {
  const reply = await api.post(who, `/cases/${caseId}/${command}`, { data })
  expect([reply.status, reply.status === 201 ? '' : reply.body]).toEqual([201, ''])
  return reply
}

interface Entry {
  readonly type: string
  readonly position: string
  readonly actor: { readonly agencyId: string }
}

/** Waits until an event of a type is recorded, and all views of the services show it. */
const waitForEvent = async (type: string): Promise<Entry> => {
  const read = async () => {
    const { body } = await api.get(auditor, `/cases/${caseId}/timeline?order=recorded`)
    return ((body['entries'] ?? []) as Entry[]).findLast((entry) => entry.type === type)
  }
  const found = await retrying(40_000, read, (entry) => entry !== undefined)
  if (!found) throw new Error(`no ${type} was recorded within 40 seconds`)
  return found
}

/** Whether a user finds the case: by its address, in the list, and in the timeline. */
const finds = async (who: Persona, position: string): Promise<readonly boolean[]> => {
  const file = await api.get(who, `/cases/${caseId}?min-position=${position}`)
  const list = await api.get(who, `/cases?min-position=${position}`)
  return [file.status === 200, JSON.stringify(list.body).includes(caseId)]
}
/** The rows of a list. */
const allRows = (reply: Reply): readonly unknown[] => {
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body))
  return reply.body['rows'] as readonly unknown[]
}
const YES = [true, true]
const NO = [false, false]

describe('a case among the offices of a country', () => {
  it('goes to the prosecutor’s office and the support office that police name, and to no other', async () => {
    await record(leadInvestigator, 'open-case', { source: 'report', leadAgency: 'zz-police', suspectedPurposes: ['ForcedLabour'] })
    await record(leadInvestigator, 'identify-suspect', { ...SuspectIdentified.example, personRef: suspect })
    const identified = { ...PresumedVictimIdentified.example, personRef: victim, supportOffice: shelter.agencyId }
    await record(leadInvestigator, 'identify-presumed-victim', identified)
    const support = await waitForEvent('victimSupport.SupportCaseOpened')
    expect(support.actor.agencyId).toBe(shelter.agencyId)
    expect(await finds(shelter, support.position)).toEqual(YES)
    expect(await finds(receivingSupport, support.position)).toEqual(NO)

    await record(leadInvestigator, 'collect-evidence', { ...EvidenceCollected.example, evidenceId })
    const dossier = { dossierId, toOffice: north.agencyId, suspects: [suspect], evidence: [evidenceId] }
    await record(leadInvestigator, 'refer-case-to-prosecution', {
      ...dossier,
      safeguards: [{ personRef: victim, reasonCode: 'notYetReachable' }],
    })
    const received = await waitForEvent('prosecution.DossierReceived')
    expect(received.actor.agencyId).toBe(north.agencyId)
    expect(await finds(north, received.position)).toEqual(YES)
    expect(await finds(receivingProsecution, received.position)).toEqual(NO)
  })

  it('is on the docket of the court that the indictment names, and of no other', async () => {
    const perVictim = [{ ...ChargeLaid.example.perVictim[0], personRef: victim }]
    await record(north, 'lay-charge', { ...ChargeLaid.example, chargeId, accusedRef: suspect, perVictim })
    await record(north, 'file-indictment', { indictmentId, courtId: cebu.agencyId, chargeIds: [chargeId] })
    const registered = await waitForEvent('adjudication.CourtCaseRegistered')
    expect(registered.actor.agencyId).toBe(cebu.agencyId)
    expect(await finds(cebu, registered.position)).toEqual(YES)
    for (const other of [manila, receivingCourt]) expect(await finds(other, registered.position)).toEqual(NO)
    const docket = async (who: Persona) => JSON.stringify((await api.get(who, `/docket?min-position=${registered.position}`)).body)
    expect(await docket(cebu)).toContain(caseId)
    expect(await docket(manila)).not.toContain(caseId)
  })

  it('has its tasks and deadlines with the office that has it', async () => {
    const incident = { ...SafetyIncidentReported.example, personRef: victim }
    await record(shelter, 'report-safety-incident', incident)
    const alert = await waitForEvent('victimSupport.SafetyAlertRaised')
    const handover = await waitForEvent('case.HandoverReceived')
    expect([north.agencyId, cebu.agencyId]).toContain(handover.actor.agencyId)
    const owed = await api.get(shelter, `/deadlines?case=${caseId}&min-position=${alert.position}`)
    expect((owed.body['deadlines'] as { owedBy: string }[]).length).toBeGreaterThan(0)
    for (const { owedBy } of owed.body['deadlines'] as { owedBy: string }[]) expect(owedBy).toBe(shelter.agencyId)
    expect((await api.get(receivingSupport, `/deadlines?case=${caseId}`)).body['deadlines']).toEqual([])
  })

  it('is transferred with a reason and a list, and received with what is missing', async () => {
    const transfer = { ...CaseTransferred.example, transferId, to: manila.agencyId, reason: 'venue' }
    const { from: _, ...data } = transfer
    // A court that has no part in the case learns nothing, and one that does not have it cannot give it away.
    expect((await api.post(manila, `/cases/${caseId}/transfer-case`, { data })).status).toBe(404)
    await record(cebu, 'transfer-case', data)
    const refused = await api.post(cebu, `/cases/${caseId}/transfer-case`, { data: { ...data, transferId: newId(), to: appeals.agencyId } })
    expect(refused).toMatchObject({ status: 422, body: { rule: 'case.case-is-transferred-by-office-that-has-it' } })
    const received = await record(manila, 'receive-transfer', { transferId, missing: [transfer.handoverList[0]?.ref] })
    expect(received.body['warnings']).toEqual(['case.nothing-is-missing-from-transfer'])
    const { position } = await waitForEvent('case.TransferReceived')
    expect(await finds(manila, position)).toEqual(YES)
    expect(await finds(cebu, position)).toEqual(YES)
    const file = await api.get(manila, `/cases/${caseId}?min-position=${position}`)
    expect(file.body).toMatchObject({ namedOffice: manila.agencyId, agencies: [cebu.agencyId, manila.agencyId] })
    const owed = async (who: Persona) =>
      ((await api.get(who, `/deadlines?case=${caseId}&min-position=${position}`)).body['deadlines'] as { owedBy: string }[]).length
    expect(await owed(cebu)).toBe(0)
  })

  it('admits a second investigating agency and a court of appeal, which do not take the case over', async () => {
    await record(leadInvestigator, 'admit-office', { office: nbi.agencyId, capacity: 'jointInvestigation' })
    const { body } = await record(manila, 'admit-office', { office: appeals.agencyId, capacity: 'appeal' })
    const position = String(body['position'])
    expect(await finds(nbi, position)).toEqual(YES)
    expect(await finds(appeals, position)).toEqual(YES)
    const file = await api.get(manila, `/cases/${caseId}?min-position=${position}`)
    expect(file.body).toMatchObject({ namedOffice: manila.agencyId })
  })

  it('takes the persons whom a support office supports and their consents with it, and its confidential notes only to its successor', async () => {
    await record(shelter, 'grant-consent', {
      ...sentExample(GrantConsent),
      grantedBy: 'self',
      assent: undefined,
      personRef: victim,
      consentId: newId(),
      recipients: ['zz-clinic'],
    })
    const note = await record(shelter, 'add-case-note', { text: 'The person asks not to be called before noon.' })
    const noteId = (note.body['events'] as { id: string }[])[0]?.id
    const opens = async (who: Persona) =>
      (await api.post(who, `/cases/${caseId}/open-encrypted`, { eventIds: [noteId], purpose: 'support' })).status
    const personsOf = async (who: Persona, list: string, position: string) =>
      (allRows(await api.get(who, `/${list}?min-position=${position}`)) as { personRef: string }[]).filter(
        (one) => one.personRef === victim,
      )
    const moved = async (from: Persona, to: Persona, reason: string) => {
      const data = { transferId: newId(), to: to.agencyId, reason, handoverList: [] }
      return String((await record(from, 'transfer-case', data)).body['position'])
    }
    const venue = await moved(shelter, shelterSouth, 'workload')
    expect([await personsOf(shelter, 'caseload', venue), (await personsOf(shelterSouth, 'caseload', venue)).length]).toEqual([[], 1])
    expect(await personsOf(shelterSouth, 'consents', venue)).toMatchObject([{ recipients: ['zz-clinic'], recordedBy: shelter.agencyId }])
    expect([await opens(shelter), await opens(shelterSouth)]).toEqual([201, 404])

    const back = await moved(shelterSouth, shelter, 'workload')
    expect([(await personsOf(shelter, 'caseload', back)).length, await personsOf(shelterSouth, 'caseload', back)]).toEqual([1, []])
    await moved(shelter, shelterSouth, 'officeReorganised')
    expect([await opens(shelter), await opens(shelterSouth)]).toEqual([404, 201])
  })

  it('records with a warning what a party or a court addressed to a court that the register lacks, until a correction names another', async () => {
    const warnings = ['case.addressed-office-is-registered']
    const appeal = { ...AppealLodged.example, against: indictmentId, courtId: 'zz-cuort' }
    const lodged = await record(north, 'lodge-appeal', appeal)
    expect(lodged.body['warnings']).toEqual(expect.arrayContaining(warnings))
    const severance = { partId: newId(), accusedRefs: [suspect], chargeIds: [chargeId], reason: 'other', courtId: 'zz-cuort' }
    expect((await record(manila, 'sever-accused', severance)).body['warnings']).toEqual(expect.arrayContaining(warnings))
    expect(await finds(receivingCourt, String(lodged.body['position']))).toEqual(NO)
    const correctsId = (lodged.body['events'] as { id: string }[])[0]?.id
    const correctedTo = (data: object) =>
      api.postByTwo(northRecords, north, `/cases/${caseId}/correct-event`, { data: { correctsId, data, reasonCode: 'clericalError' } })
    const misspelt = await correctedTo({ ...appeal, courtId: 'zz-coutr' })
    expect(misspelt).toMatchObject({ status: 201, body: { warnings: expect.arrayContaining(warnings) as unknown } })
    const sameOffice = await correctedTo({ ...appeal, courtId: 'zz-coutr', byRole: 'victim' })
    expect(sameOffice).toMatchObject({ status: 201, body: { warnings: expect.not.arrayContaining(warnings) as unknown } })
    const corrected = await correctedTo({ ...appeal, courtId: receivingCourt.agencyId })
    expect(corrected).toMatchObject({ status: 201, body: { warnings: expect.not.arrayContaining(warnings) as unknown } })
    expect(await finds(receivingCourt, String(corrected.body['position']))).toEqual(YES)
  })

  it('is not indicted before a court that the register lacks: the prosecutor chooses the court', async () => {
    const data = { indictmentId: newId(), courtId: 'zz-cuort', chargeIds: [chargeId] }
    const refused = await api.post(north, `/cases/${caseId}/file-indictment`, { data })
    expect(refused).toMatchObject({ status: 422, body: { type: '/problems/unknown-office' } })
  })
})
