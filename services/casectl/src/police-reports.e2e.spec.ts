import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { apiClient, auditor, investigator, leadInvestigator, newId, type Persona, type Reply } from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

const ngo: Persona = { userId: 'n.aung', agencyId: 'zz-ngo', sector: 'victimSupport', roles: ['case-worker'] }
const system: Persona = { ...leadInvestigator, userId: 'police.feed', roles: ['agency-system'] }
const language = 'mya'
const sharing = { recipient: 'zz-police', dataCategories: ['contact'], laterFacts: true }

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
}, 120_000)
afterAll(() => five.stop())

let position = '0'
const sent = async (who: Persona, caseId: string, command: string, data: object, occurredAt?: string): Promise<Reply> => {
  const reply = await api.post(who, `/cases/${caseId}/${command}`, { data, ...(occurredAt === undefined ? {} : { occurredAt }) })
  position = String(reply.body['position'] ?? position)
  return reply
}
const read = (who: Persona, path: string): Promise<Reply> => api.get(who, `${path}?min-position=${position}`)
const textOf = async (who: Persona, path: string): Promise<string> => JSON.stringify((await read(who, path)).body)

/** A person who came to an organisation and agreed that police are informed, and the report about the person. */
const anAgreement = async () => {
  const [caseId, personRef, reportId] = [newId(), newId(), newId()]
  await sent(
    ngo,
    caseId,
    'open-support-case',
    { personRef, origin: 'selfReferral', mandate: 'ngo', ageBand: 'adult', language },
    '2026-01-05',
  )
  const decide = (decision: string, day: string, more: object = {}) =>
    sent(ngo, caseId, 'decide-on-police-report', { personRef, decision, decidedBy: 'self', language, ...more }, day)
  expect((await decide('agreed', '2026-02-06', { sharing })).status).toBe(201)
  const report = (day?: string) =>
    sent(ngo, caseId, 'make-police-report', { reportId, personRef, toAgency: 'zz-police', content: { contact: { language } } }, day)
  return { caseId, reportId, decide, report }
}

it('a report that opens no investigation is answered: the organisation that made it reads why', async () => {
  const { caseId, reportId, report } = await anAgreement()
  expect((await report()).status).toBe(201)
  const answer = (id: string) => sent(leadInvestigator, caseId, 'answer-victim-report', { reportId: id, reasonCode: 'tooLittleKnown' })
  expect(await answer(newId())).toMatchObject({ status: 422, body: { rule: 'case.named-thing-is-on-record' } })
  expect((await answer(reportId)).status).toBe(201)
  const { rows } = (await read(investigator, '/victim-reports')).body as { rows: { reportId: string }[] }
  expect(rows.find((one) => one.reportId === reportId)).toMatchObject({ openedSince: false, answer: 'tooLittleKnown' })
  const shown = () => textOf(ngo, `/cases/${caseId}`)
  expect(await retrying(40_000, shown, (text) => text.includes('tooLittleKnown'))).toContain('tooLittleKnown')
})

it('a report that is recorded after its agreement was taken back is not known to police, whatever time it states', async () => {
  const { caseId, reportId, decide, report } = await anAgreement()
  await decide('withdrawn', '2026-02-20')
  expect(await report('2026-02-10')).toMatchObject({
    status: 201,
    body: { warnings: ['victimSupport.past-act-is-recorded-while-agreement-holds'] },
  })
  // Police receive what was recorded after it: nothing is on its way.
  const opened = { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] }
  const otherCase = newId()
  expect((await sent(leadInvestigator, otherCase, 'open-case', opened)).status).toBe(201)
  expect((await read(system, `/cases/${otherCase}/events`)).status).toBe(200)
  expect((await read(system, `/cases/${caseId}/events`)).status).toBe(404)
  expect(await textOf(investigator, '/victim-reports')).not.toContain(reportId)
  for (const police of [investigator, leadInvestigator]) expect((await read(police, `/cases/${caseId}`)).status).toBe(404)
  expect(await textOf(ngo, `/cases/${caseId}`)).toContain(reportId)
  expect(await textOf(auditor, `/cases/${caseId}/timeline`)).toContain('PoliceReportMade')
})
