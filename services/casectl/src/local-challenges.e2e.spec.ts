import {
  CollectEvidence,
  IdentifyPresumedVictim,
  investigationChecks,
  OpenCase,
  RaiseChallenge,
  RecordDeviceExamination,
  RecordOutcome,
  RecordPlatformAnswer,
  RecordProcedure,
  RecordTraining,
  RequestPreservation,
  RequestTakedown,
  SetOutcomeMeasure,
} from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { apiClient, auditor, leadInvestigator, newId, type Persona, prosecutor } from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'

let five: FiveServices
beforeAll(async () => {
  five = await sharedServices()
}, 120_000)
afterAll(() => five.stop())

const caseId = newId()
const victim = newId()
const phone = newId()
const traceId = newId()
const police = leadInvestigator.agencyId
const { RecordForcedCriminalityCheck } = investigationChecks
let position = '0'

/** What a command was answered: the warnings, or the rule that refused it. */
const submit = async (command: string, data: object, occurredAt?: string): Promise<unknown> => {
  const { status, body } = await apiClient(five).post(leadInvestigator, `/cases/${caseId}/${command}`, {
    data,
    ...(occurredAt === undefined ? {} : { occurredAt }),
  })
  if (status === 201) position = String(body['position'])
  return status === 201 ? body['warnings'] : (body['rule'] ?? body)
}

/** Calls audit-trail with a token of any sector. */
const atAuditTrail = async (who: Persona, path: string, data?: object) => {
  const headers = { authorization: `Bearer ${await five.issuer.tokenFor(who)}`, 'content-type': 'application/json' }
  const sent = data === undefined ? {} : { method: 'POST', body: JSON.stringify({ data }) }
  const answer = await fetch(`${five.urls.auditTrail}${path}`, { headers, ...sent })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

beforeAll(async () => {
  await submit('open-case', { ...OpenCase.example, leadAgency: police })
  await submit('identify-presumed-victim', { ...IdentifyPresumedVictim.example, personRef: victim })
})

describe('digital evidence, over HTTP', () => {
  it('is examined by its custodian, and its content is preserved before its removal is requested', async () => {
    const consent = { authority: 'consent', authorityRef: 'CONSENT-1' }
    await submit('collect-evidence', { ...CollectEvidence.example, evidenceId: phone, authority: 'consent' })
    const examination = { ...RecordDeviceExamination.example, ...consent, evidenceId: phone, examinationId: newId() }
    expect(await submit('record-device-examination', examination)).toEqual(['investigation.only-custodian-examines'])
    expect(await submit('record-device-examination', { ...examination, examinationId: newId(), examiner: police })).toEqual([])

    await submit('record-online-trace', { traceId, kind: 'advert', platform: 'messenger', value: 'work abroad' })
    const takedown = { ...RequestTakedown.example, traceIds: [traceId] }
    expect(await submit('request-takedown', { ...takedown, requestId: newId() })).toEqual([
      'investigation.content-is-preserved-before-takedown',
    ])
    await submit('request-preservation', { ...RequestPreservation.example, requestId: newId(), traceIds: [traceId] })
    expect(await submit('request-takedown', takedown)).toEqual([])
    expect(await submit('record-platform-answer', { ...RecordPlatformAnswer.example, requestId: takedown.requestId })).toEqual([])
  })

  it('is in the case file and in the timeline of the police', async () => {
    const { body: file } = await apiClient(five).get(leadInvestigator, `/cases/${caseId}?min-position=${position}`)
    const { body: timeline } = await atAuditTrail(leadInvestigator, `/cases/${caseId}/timeline`)
    for (const type of ['DeviceExamined', 'TakedownRequested', 'PlatformAnswered'])
      for (const shown of [file, timeline]) expect(JSON.stringify(shown)).toContain(`investigation.${type}`)
  })
})

describe('the local challenges, over HTTP', () => {
  beforeAll(async () => {
    const denial = { personRef: victim, status: 'NotAVictimOfTrafficking', decisionMakingOrg: 'Police', reasonCodes: ['wasPaid'] }
    expect(await submit('determine-victim-status', denial)).toBe('investigation.blame-does-not-decide-status')
    const check = { ...RecordForcedCriminalityCheck.example, personRef: victim, place: 'police' }
    expect(await submit('record-forced-criminality-check', check)).toEqual([])
    const notDone = { ...check, result: 'notDone', indicators: [], reasonNotDone: 'noInterpreter' }
    expect(await submit('record-forced-criminality-check', notDone)).toEqual(['investigation.suspect-is-checked-for-forced-criminality'])
  })

  it('show the auditor refusals with their grounds, and the checks that were not done out of all checks', async () => {
    const rowOf = async (rule: string) => {
      const { body } = await atAuditTrail(auditor, `/local-challenges?agency=${police}&rule=${rule}&min-position=${position}`)
      return body['challenges']
    }
    expect(await rowOf('investigation.blame-does-not-decide-status')).toMatchObject([
      { sector: 'investigation', warned: 0, refused: 1, grounds: [{ code: 'wasPaid', times: 1 }] },
    ])
    expect(await rowOf('investigation.suspect-is-checked-for-forced-criminality')).toMatchObject([
      { warned: 1, refused: 0, outOf: [{ type: 'investigation.ForcedCriminalityChecked', entered: 2 }] },
    ])
  })

  it('are read in exact numbers by nobody else, and by every sector in rounded ones', async () => {
    expect((await atAuditTrail(leadInvestigator, '/local-challenges')).status).toBe(403)
    expect(await atAuditTrail(leadInvestigator, '/local-challenges/by-sector')).toEqual({ status: 200, body: { challenges: [] } })
  })

  it('are of a limited number of months', async () => {
    const { status, body } = await atAuditTrail(auditor, '/local-challenges?from=2020-01&until=2026-01')
    expect([status, body['detail']]).toEqual([400, 'from 2020-01 until 2026-01 are 73 months: ask for at most 36 at a time'])
  })

  it('are raised by every sector for its own agency, and read by all', async () => {
    const initiativeId = newId()
    const raise = (agency: string) =>
      atAuditTrail(leadInvestigator, '/initiatives/raise-challenge', { ...RaiseChallenge.example, initiativeId, agency })
    expect(await raise(prosecutor.agencyId)).toMatchObject({
      status: 422,
      body: { rule: 'auditTrail.challenge-is-raised-by-agency-concerned' },
    })
    expect((await raise(police)).status).toBe(201)
    const { body } = await atAuditTrail(prosecutor, `/initiatives?agency=${police}`)
    expect(body['initiatives']).toMatchObject([{ initiativeId, agency: police }])
  })

  it('are answered by training, procedures and measures, which every sector records for its own agency and all read', async () => {
    const initiativeId = newId()
    const post = (who: Persona, command: string, data: object) =>
      atAuditTrail(who, `/initiatives/${command}`, { ...data, initiativeId, agency: who.agencyId })
    await post(leadInvestigator, 'raise-challenge', RaiseChallenge.example)
    const measureId = newId()
    const answers = [
      await post(prosecutor, 'record-training', { ...RecordTraining.example, trainingId: newId() }),
      await post(leadInvestigator, 'record-procedure', RecordProcedure.example),
      await post(leadInvestigator, 'set-outcome-measure', { ...SetOutcomeMeasure.example, measureId, reviewBy: '2026-01-01' }),
      await post(leadInvestigator, 'record-training', { ...RecordTraining.example, trainingId: newId() }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201])
    const ofAnother = await atAuditTrail(leadInvestigator, '/initiatives/record-training', {
      ...RecordTraining.example,
      ...{ trainingId: newId(), initiativeId, agency: prosecutor.agencyId },
    })
    expect(ofAnother.body['rule']).toBe('auditTrail.implementation-is-recorded-by-agency-concerned')
    const listed = async (query: string) => (await atAuditTrail(prosecutor, `/initiatives?agency=${police}${query}`)).body['initiatives']
    expect(await listed('&review=overdue')).toMatchObject([
      {
        initiativeId,
        trainings: [{ agency: prosecutor.agencyId }, { agency: police }],
        procedures: [{ change: 'introduced' }],
        measures: [{ measureId, values: [], review: { state: 'overdue', reviewBy: '2026-01-01' } }],
      },
    ])
    await post(leadInvestigator, 'record-outcome', { ...RecordOutcome.example, measureId, nextReviewBy: '2099-01-01' })
    expect(await listed('&review=overdue')).toEqual([])
    expect(await listed('&review=due')).toMatchObject([{ measures: [{ values: [{ value: '22' }] }] }])
  })
})
