import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { apiClient, leadInvestigator, newId, type Persona, persona, recordsSupervisor, registerOffices } from './api-client.fixtures.ts'
import { caseCommands } from './case-commands.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  api = apiClient(five)
  await registerOffices(api, [leadInvestigator, bureau, ngo, clinic, shelterA, shelterB])
}, 120_000)
afterAll(() => five.stop())

const bureau = persona('n.bi', 'zz-nbi', 'investigation', 'lead-investigator')
const support = (agencyId: string): Persona => persona(`c.${agencyId}`, agencyId, 'victimSupport', 'case-worker', 'support-lead')
const [ngo, clinic, shelterA, shelterB] = ['zz-ngo', 'zz-clinic', 'zz-shelter-a', 'zz-shelter-b'].map(support) as [
  Persona,
  Persona,
  Persona,
  Persona,
]
const ngoRecords = persona('n.sup', ngo.agencyId, 'victimSupport', 'records-supervisor')
const system: Persona = { ...leadInvestigator, userId: 'police.feed', roles: ['agency-system'] }

const { sent, recorded, byTwo, read } = caseCommands(() => api)
const receivedByPolice = async (caseId: string): Promise<string> =>
  JSON.stringify((await read(system, `/cases/${caseId}/events?limit=1000`)).body)
const officeOf = async (who: Persona, caseId: string) => (await read(who, `/cases/${caseId}`)).body['namedOffice']

const language = 'mya'
const content = { caseFacts: { identifiedAsVictim: true, ageBand: 'adult', purposes: ['ForcedLabour'] } }
const openCase = (who: Persona, caseId: string) =>
  recorded(who, caseId, 'open-case', { source: 'report', leadAgency: who.agencyId, suspectedPurposes: [] })
const openSupport = (who: Persona, caseId: string, personRef: string) =>
  recorded(who, caseId, 'open-support-case', { personRef, origin: 'selfReferral', mandate: 'ngo', ageBand: 'adult', language })
const identify = (caseId: string, personRef: string, supportOffice: string) =>
  recorded(leadInvestigator, caseId, 'identify-presumed-victim', {
    ...{ personRef, ageBand: 'adult', ageDisputed: false, decisionMakingOrg: 'Police', supportOffice },
  })
const decide = (who: Persona, caseId: string, personRef: string, decision: string, laterFacts: boolean) =>
  recorded(who, caseId, 'decide-on-police-report', {
    ...{ personRef, decision, decidedBy: 'self', language },
    ...(decision === 'agreed' ? { sharing: { dataCategories: ['caseFacts'], laterFacts } } : {}),
  })
const assessRisk = (who: Persona, caseId: string, personRef: string) =>
  recorded(who, caseId, 'assess-risk', { personRef, level: 'high', reviewBy: '2030-06-01' })
const transferTo = (who: Persona, reason = 'workload') => ({ transferId: newId(), to: who.agencyId, reason, handoverList: [] })

describe('a case that support founded', () => {
  it('is not given by police to a support office of their choice', async () => {
    const [caseId, personRef] = [newId(), newId()]
    await openSupport(ngo, caseId, personRef)
    await openCase(leadInvestigator, caseId)
    await identify(caseId, newId(), clinic.agencyId)
    expect(JSON.stringify((await read(clinic, `/cases/${caseId}`)).body)).not.toContain(personRef)
    expect((await sent(ngo, caseId, 'transfer-case', transferTo(shelterA))).status).toBe(201)
  })

  it('is not opened to police by the word of an office that police named and that does not support the person', async () => {
    const [caseId, personRef] = [newId(), newId()]
    await openSupport(ngo, caseId, personRef)
    await decide(ngo, caseId, personRef, 'declined', false)
    await openCase(leadInvestigator, caseId)
    await identify(caseId, newId(), clinic.agencyId)
    await sent(clinic, caseId, 'decide-on-police-report', {
      ...{ personRef, decision: 'agreed', decidedBy: 'self', language },
      sharing: { dataCategories: ['caseFacts'], laterFacts: true },
    })
    await assessRisk(ngo, caseId, personRef)
    expect(await receivedByPolice(caseId)).not.toContain('RiskAssessed')
  })

  it('shows police no correction of what they received, once the person withdraws', async () => {
    const [caseId, personRef] = [newId(), newId()]
    await openSupport(ngo, caseId, personRef)
    await openCase(leadInvestigator, caseId)
    await decide(ngo, caseId, personRef, 'agreed', true)
    const correctsId = await assessRisk(ngo, caseId, personRef)
    expect(await receivedByPolice(caseId)).toContain(correctsId)
    await decide(ngo, caseId, personRef, 'withdrawn', false)
    const data = { personRef, level: 'low', reviewBy: '2031-01-01' }
    const corrected = await byTwo(ngoRecords, ngo, caseId, 'correct-event', { correctsId, reasonCode: 'clericalError', data })
    expect(corrected).toMatchObject({ status: 201 })
    expect(await receivedByPolice(caseId)).not.toContain('2031-01-01')
    expect(JSON.stringify((await read(ngo, `/cases/${caseId}/events?limit=1000`)).body)).toContain('2031-01-01')
  })

  it('is not given away by an office that only takes part in it', async () => {
    const [caseId, personRef] = [newId(), newId()]
    await openSupport(ngo, caseId, personRef)
    await recorded(ngo, caseId, 'admit-office', { office: clinic.agencyId, capacity: 'serviceProvider' })
    expect((await sent(clinic, caseId, 'transfer-case', transferTo(shelterB))).status).toBe(422)
    expect((await sent(ngo, caseId, 'transfer-case', transferTo(shelterA))).status).toBe(201)
  })

  it('leaves an investigation with its office if support reports to another one', async () => {
    const [caseId, personRef] = [newId(), newId()]
    const report = (to: Persona) => ({ reportId: newId(), personRef, toAgency: to.agencyId, content })
    await openSupport(ngo, caseId, personRef)
    await decide(ngo, caseId, personRef, 'agreed', false)
    await recorded(ngo, caseId, 'make-police-report', report(leadInvestigator))
    await openCase(leadInvestigator, caseId)
    await recorded(ngo, caseId, 'make-police-report', report(bureau))
    expect(await officeOf(leadInvestigator, caseId)).toBe(leadInvestigator.agencyId)
  })
})

describe('a case among offices', () => {
  it('leaves the deadlines of a person with the shelter that was named for that person', async () => {
    const [caseId, one, two] = [newId(), newId(), newId()]
    const owed = async (who: Persona) =>
      ((await read(who, `/deadlines?case=${caseId}`)).body['deadlines'] as { key: string }[]).map(({ key }) => key)
    await openCase(leadInvestigator, caseId)
    await identify(caseId, one, shelterA.agencyId)
    expect(await owed(shelterA)).toEqual([one])
    await identify(caseId, two, shelterB.agencyId)
    expect([await owed(shelterA), await owed(shelterB)]).toEqual([[one], [two]])
  })

  it('is not taken back or given to a third by a correction of the transfer, by the office that gave it away', async () => {
    const caseId = newId()
    await openCase(leadInvestigator, caseId)
    const transfer = transferTo(bureau, 'conflictOfInterest')
    const retractsId = await recorded(leadInvestigator, caseId, 'transfer-case', transfer)
    await recorded(bureau, caseId, 'identify-suspect', { personRef: newId(), kind: 'natural', roleInProcess: ['Other'] })
    await byTwo(recordsSupervisor, leadInvestigator, caseId, 'retract-event', { retractsId, reasonCode: 'clericalError' })
    expect(await officeOf(bureau, caseId)).toBe(bureau.agencyId)
  })

  it('shows an office that gave it away for a conflict of interest nothing new, and lets it admit nobody', async () => {
    const [caseId, personRef] = [newId(), newId()]
    await openCase(leadInvestigator, caseId)
    await recorded(leadInvestigator, caseId, 'transfer-case', transferTo(bureau, 'conflictOfInterest'))
    await recorded(bureau, caseId, 'identify-suspect', { personRef, kind: 'natural', roleInProcess: ['Other'] })
    expect(JSON.stringify((await read(leadInvestigator, `/cases/${caseId}`)).body)).not.toContain(personRef)
    expect((await sent(leadInvestigator, caseId, 'admit-office', { office: 'zz-third', capacity: 'other' })).status).not.toBe(201)
  })

  it('is not given to an office that is mistyped', async () => {
    const caseId = newId()
    await openCase(leadInvestigator, caseId)
    expect(await sent(leadInvestigator, caseId, 'transfer-case', { ...transferTo(bureau), to: 'zz-plice' })).toMatchObject({
      status: 422,
      body: { type: '/problems/unknown-office' },
    })
  })
})
