import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { IdentifyPresumedVictim, OpenCase, RaiseChallenge } from '@case-timeline/contracts'
import { auditor, calling, caseWorker, lead, newId, records, registrar, type Persona } from './calling.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

const judge: Persona = { userId: 'j.ilagan', agencyId: 'zz-court', sector: 'adjudication', roles: ['judge', 'registrar'] }

let five: FiveServices
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
}, 120_000)
afterAll(() => five.stop())

const caseId = newId()
/** A case that the court took over from another system, with nothing else recorded of it. */
const courtCaseId = newId()
const girl = newId()
const trader = newId()

/** What came of a command: its events and warnings, or the rule that refused it. */
const ask = async (who: Persona, command: string, data: object): Promise<unknown> => {
  const of = who.sector === 'adjudication' ? courtCaseId : caseId
  const { status, body } = await calling(five).post(who, `/cases/${of}/${command}`, { data })
  if (status === 201) return [(body['events'] as { type: string }[]).map(({ type }) => type), body['warnings']]
  return status === 422 ? body['rule'] : { status, body }
}

const recorded = (...types: string[]) => [types, []]

describe('a case in court and in victim support, over HTTP', () => {
  beforeAll(async () => {
    await ask(lead, 'open-case', { ...OpenCase.example, leadAgency: lead.agencyId })
    await ask(lead, 'identify-presumed-victim', {
      ...IdentifyPresumedVictim.example,
      personRef: girl,
      ageBand: 'adult',
      ageDisputed: false,
    })
    await waitUntil(
      async () =>
        (await ask(caseWorker, 'open-support-case', { personRef: girl, origin: 'identification' })) ===
        'victimSupport.support-case-is-opened-once',
    )
  }, 30_000)

  it('alerts prosecution and court when she is threatened', async () =>
    expect(await ask(caseWorker, 'report-safety-incident', { personRef: girl, kind: 'threat', severity: 'high' })).toEqual(
      recorded('victimSupport.SafetyIncidentReported', 'victimSupport.SafetyAlertRaised'),
    ))

  it('tells no country of her before she was told that she may object', async () =>
    expect(
      await ask(caseWorker, 'notify-party-of-identification', { personRef: girl, party: 'MM', at: '2026-11-25', reference: 'PH-MM/42' }),
    ).toBe('victimSupport.notice-follows-her-being-told'))

  it('records that she was kept in a shelter against her will, and warns', async () =>
    expect(await ask(caseWorker, 'admit-to-shelter', { personRef: girl, facilityRef: newId(), voluntary: false })).toEqual([
      ['victimSupport.ShelterAdmitted', 'case.WarningRaised'],
      ['victimSupport.shelter-is-voluntary-or-lawfully-restricted'],
    ]))

  it('agrees a plan with her, and takes her complaint', async () => {
    const plan = { planId: newId(), personRef: girl, agreedBy: 'self', types: ['Health'], objectives: [] }
    const complaint = { complaintId: newId(), personRef: girl, about: 'zz-police', kind: 'blaming' }
    expect(await ask(caseWorker, 'agree-support-plan', plan)).toEqual(recorded('victimSupport.SupportPlanAgreed'))
    expect(await ask(caseWorker, 'lodge-complaint', complaint)).toEqual(recorded('victimSupport.ComplaintLodged'))
  })

  it('is heard in court behind the screen that was ordered, or the record warns', async () => {
    await ask(registrar, 'register-court-case', { origin: 'migrated' })
    expect(await ask(judge, 'order-protection-measure', { personRef: girl, measure: 'screen', granted: true })).toEqual(
      recorded('adjudication.ProtectionMeasureOrdered'),
    )
    expect(await ask(judge, 'give-testimony', { personRef: girl, mode: 'inPerson', measuresInForce: [], supportPerson: true })).toEqual([
      ['adjudication.TestimonyGiven', 'case.WarningRaised'],
      ['adjudication.ordered-measures-are-in-force'],
    ])
    expect(await ask(judge, 'decide-bail', { accusedRef: trader, granted: true, conditions: [] })).toEqual(
      recorded('adjudication.BailDecided'),
    )
  })

  it('orders compensation, and warns when more is paid', async () => {
    const orderId = newId()
    const order = { orderId, personRef: girl, amount: '100', currency: 'PHP', payer: 'offender', due: '2027-03-31' }
    expect(await ask(judge, 'order-compensation', order)).toEqual(recorded('adjudication.CompensationOrdered'))
    expect(await ask(registrar, 'record-compensation-payment', { orderId, paymentId: newId(), amount: '100.01', currency: 'PHP' })).toEqual(
      [['adjudication.CompensationPaid', 'case.WarningRaised'], ['adjudication.payments-stay-within-the-order']],
    )
  })

  it('keeps an excluded colleague from being assigned', async () => {
    expect(await ask(records, 'exclude-from-access', { userId: 'j.dizon', reasonCode: 'relativeOfASuspect' })).toEqual(
      recorded('case.AccessExcluded'),
    )
    expect(await ask(records, 'assign-case-worker', { userId: 'j.dizon', role: 'investigator', begin: '2026-11-25' })).toBe(
      'investigation.an-excluded-user-is-not-assigned',
    )
  })

  it('shares a challenge that belongs to no case', async () => {
    const { status, body } = await calling(five).post(auditor, '/initiatives/raise-challenge', {
      data: { ...RaiseChallenge.example, initiativeId: newId() },
    })
    expect([status, body['warnings']]).toEqual([201, []])
  })
})

const waitUntil = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let left = 100; left > 0; left -= 1) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('it did not come to pass within ten seconds')
}
