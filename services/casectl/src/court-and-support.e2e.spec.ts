import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { IdentifyPresumedVictim, OpenCase, RaiseChallenge } from '@case-timeline/contracts'
import {
  auditor,
  apiClient,
  caseWorker,
  leadInvestigator,
  newId,
  recordsSupervisor,
  registrar,
  type Persona,
} from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

const judge: Persona = { userId: 'j.ilagan', agencyId: 'zz-court', sector: 'adjudication', roles: ['judge', 'registrar'] }

let five: FiveServices
beforeAll(async () => {
  five = await sharedServices()
}, 120_000)
afterAll(() => five.stop())

const caseId = newId()
/** A case that the court migrated from another system, without other events. */
const courtCaseId = newId()
const victim = newId()
const accused = newId()

/** The result of a command: its events and warnings, or the rule that refused it. */
const submit = async (who: Persona, command: string, data: object): Promise<unknown> => {
  const targetCaseId = who.sector === 'adjudication' ? courtCaseId : caseId
  const { status, body } = await apiClient(five).post(who, `/cases/${targetCaseId}/${command}`, { data })
  if (status === 201) return [(body['events'] as { type: string }[]).map(({ type }) => type), body['warnings']]
  return status === 422 ? body['rule'] : { status, body }
}

const recorded = (...types: string[]) => [types, []]

describe('a case in court and in victim support, over HTTP', () => {
  beforeAll(async () => {
    await submit(leadInvestigator, 'open-case', { ...OpenCase.example, leadAgency: leadInvestigator.agencyId })
    await submit(leadInvestigator, 'identify-presumed-victim', {
      ...IdentifyPresumedVictim.example,
      personRef: victim,
      ageBand: 'adult',
      ageDisputed: false,
    })
    await waitUntil(
      async () =>
        (await submit(caseWorker, 'open-support-case', { personRef: victim, origin: 'identification' })) ===
        'victimSupport.support-case-is-opened-once',
    )
  })

  it('alerts prosecution and court when the victim is threatened', async () =>
    expect(await submit(caseWorker, 'report-safety-incident', { personRef: victim, kind: 'threat', severity: 'high' })).toEqual(
      recorded('victimSupport.SafetyIncidentReported', 'victimSupport.SafetyAlertRaised'),
    ))

  it('refuses to notify a country of the identification before the victim was informed of the right to object', async () =>
    expect(
      await submit(caseWorker, 'notify-party-of-identification', {
        personRef: victim,
        party: 'MM',
        at: '2026-11-25',
        reference: 'PH-MM/42',
      }),
    ).toBe('victimSupport.victim-is-informed-before-notice'))

  it('records an involuntary stay in a shelter, with a warning', async () =>
    expect(await submit(caseWorker, 'admit-to-shelter', { personRef: victim, facilityRef: newId(), voluntary: false })).toEqual([
      ['victimSupport.ShelterAdmitted', 'case.WarningRaised'],
      ['victimSupport.shelter-is-voluntary-or-lawfully-restricted'],
    ]))

  it('records a support plan and a complaint of the victim', async () => {
    const plan = { planId: newId(), personRef: victim, agreedBy: 'self', types: ['Health'], objectives: [] }
    const complaint = { complaintId: newId(), personRef: victim, about: 'zz-police', kind: 'blaming' }
    expect(await submit(caseWorker, 'agree-support-plan', plan)).toEqual(recorded('victimSupport.SupportPlanAgreed'))
    expect(await submit(caseWorker, 'lodge-complaint', complaint)).toEqual(recorded('victimSupport.ComplaintLodged'))
  })

  it('warns when testimony is given without the ordered screen', async () => {
    await submit(registrar, 'register-court-case', { origin: 'migrated' })
    expect(await submit(judge, 'order-protection-measure', { personRef: victim, measure: 'screen', granted: true })).toEqual(
      recorded('adjudication.ProtectionMeasureOrdered'),
    )
    expect(
      await submit(judge, 'give-testimony', { personRef: victim, mode: 'inPerson', measuresInForce: [], supportPerson: true }),
    ).toEqual([['adjudication.TestimonyGiven', 'case.WarningRaised'], ['adjudication.ordered-measures-are-in-force']])
    expect(await submit(judge, 'decide-bail', { accusedRef: accused, granted: true, conditions: [] })).toEqual(
      recorded('adjudication.BailDecided'),
    )
  })

  it('records a compensation order, and warns when more is paid', async () => {
    const orderId = newId()
    const order = { orderId, personRef: victim, amount: '100', currency: 'PHP', payer: 'offender', due: '2027-03-31' }
    expect(await submit(judge, 'order-compensation', order)).toEqual(recorded('adjudication.CompensationOrdered'))
    expect(
      await submit(registrar, 'record-compensation-payment', { orderId, paymentId: newId(), amount: '100.01', currency: 'PHP' }),
    ).toEqual([['adjudication.CompensationPaid', 'case.WarningRaised'], ['adjudication.payments-stay-within-order']])
  })

  it('refuses to assign a user who is excluded from access', async () => {
    expect(await submit(recordsSupervisor, 'exclude-from-access', { userId: 'j.dizon', reasonCode: 'relativeOfASuspect' })).toEqual(
      recorded('case.AccessExcluded'),
    )
    expect(await submit(recordsSupervisor, 'assign-case-worker', { userId: 'j.dizon', role: 'investigator', begin: '2026-11-25' })).toBe(
      'case.excluded-user-is-not-assigned',
    )
  })

  it('records a challenge that belongs to no case', async () => {
    const { status, body } = await apiClient(five).post(auditor, '/initiatives/raise-challenge', {
      data: { ...RaiseChallenge.example, initiativeId: newId() },
    })
    expect([status, body['warnings']]).toEqual([201, []])
  })
})

/** Repeats a command whose precondition another service records. */
const waitUntil = async (holds: () => Promise<boolean>): Promise<void> => expect(await retrying(40_000, holds, (isSo) => isSo)).toBe(true)
