import { OpenCase, PrivateComplaintRegistered } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { apiClient, caseWorker, leadInvestigator, newId, type Persona, type Reply } from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'

const court: Persona = { userId: 'r.chai', agencyId: 'zz-court', sector: 'adjudication', roles: ['registrar', 'judge'] }
const otherCourt: Persona = { ...court, agencyId: 'zz-other-court' }
const prosecutor: Persona = {
  userId: 'p.arun',
  agencyId: 'zz-prosecution',
  sector: 'prosecution',
  roles: ['supervising-prosecutor', 'prosecutor'],
}

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
}, 120_000)
afterAll(() => five.stop())

let position = '0'
const sent = async (who: Persona, caseId: string, command: string, data: object): Promise<Reply> => {
  const reply = await api.post(who, `/cases/${caseId}/${command}`, { data })
  position = String(reply.body['position'] ?? position)
  return reply
}
const outcome = ({ status, body }: Reply) => [status, body['rule'] ?? body['warnings']]
const rowsOf = async (who: Persona, path: string, caseId: string) => {
  const { body } = await api.get(who, `${path}?min-position=${position}`)
  return (body['rows'] as readonly { readonly caseId: string }[]).filter((row) => row.caseId === caseId)
}

describe('a complaint that a person brings before a court', () => {
  const [caseId, complaintId, chargeId, accusedRef, victim] = [newId(), newId(), newId(), newId(), newId()]
  const complaint = {
    ...PrivateComplaintRegistered.example,
    complaintId,
    complainantRef: victim,
    prosecutor: prosecutor.agencyId,
    charges: [{ chargeId, accusedRef, offenceCode: 'traffickingInPersons', victims: [victim] }],
  }

  it('founds a case that no police opened, which the court tries and decides', async () => {
    expect(outcome(await sent(court, caseId, 'register-private-complaint', complaint))).toEqual([201, []])
    expect(outcome(await sent(court, caseId, 'assign-judge', { judgeRefs: [newId()], bench: 'single' }))).toEqual([201, []])
    const hearing = { hearingId: newId(), attendance: [{ personRef: accusedRef, capacity: 'accused' }], closed: false }
    expect(outcome(await sent(court, caseId, 'hold-hearing', hearing))).toEqual([201, ['adjudication.hearing-was-scheduled']])
    const verdict = { chargeId, accusedRef, verdict: 'notGuilty', elementsFound: [] }
    expect(outcome(await sent(court, caseId, 'deliver-verdict', verdict))).toEqual([201, []])
    expect(await rowsOf(court, '/docket', caseId)).toMatchObject([
      {
        state: 'decided',
        origin: 'privateComplaint',
        complaints: [complaintId],
        charges: [{ chargeId, accusedRef, verdict: 'notGuilty' }],
      },
    ])
  })

  it('is known to the prosecutor whom the court informed, and to nobody else', async () => {
    expect(await rowsOf(prosecutor, '/charges', caseId)).toMatchObject([
      { chargeId, complaintId, state: 'decided', perVictim: [{ personRef: victim }] },
    ])
    for (const stranger of [leadInvestigator, caseWorker, otherCourt])
      expect((await api.get(stranger, `/cases/${caseId}?min-position=${position}`)).status).toBe(404)
    expect((await sent(otherCourt, caseId, 'register-private-complaint', { ...complaint, complaintId: newId() })).status).toBe(404)
  })

  it('is the ground of a charge of the prosecutor, with a warning and without a dossier', async () => {
    const laid = { chargeId: newId(), accusedRef: newId(), offenceCode: 'illegalRecruitment', perVictim: [], aggravating: [] }
    expect(outcome(await sent(prosecutor, caseId, 'lay-charge', laid))).toEqual([422, 'prosecution.charge-rests-on-dossier'])
    expect(outcome(await sent(prosecutor, caseId, 'lay-charge', { ...laid, complaintId }))).toEqual([
      201,
      ['prosecution.complaint-is-investigated'],
    ])
    const unknown = { ...laid, chargeId: newId(), offenceCode: 'traffickingInPersons', complaintId }
    expect(outcome(await sent(prosecutor, caseId, 'lay-charge', unknown))).toEqual([422, 'prosecution.charge-needs-act-means-and-purpose'])
    expect(outcome(await sent(prosecutor, caseId, 'lay-charge', { ...unknown, withoutVictim: 'notYetFound' }))).toEqual([
      201,
      ['prosecution.complaint-is-investigated', 'prosecution.victims-of-charge-are-found'],
    ])
    expect(outcome(await sent(prosecutor, caseId, 'lay-charge', { ...unknown, chargeId: newId(), withoutVictim: 'attempt' }))).toEqual([
      201,
      ['prosecution.complaint-is-investigated'],
    ])
  })
})

it('a court in which no agency of a police case takes part does not learn of that case from a complaint', async () => {
  const policeCase = newId()
  expect(
    (await sent(leadInvestigator, policeCase, 'open-case', { ...OpenCase.example, leadAgency: leadInvestigator.agencyId })).status,
  ).toBe(201)
  expect((await sent(court, policeCase, 'register-private-complaint', PrivateComplaintRegistered.example)).status).toBe(404)
})
