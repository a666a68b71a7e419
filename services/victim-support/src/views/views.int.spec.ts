import { Lists } from '@case-timeline/lists'
import { testRequestContextOf, serviceViews, type ServiceViews } from '@case-timeline/case-file/fixtures'
import {
  AdmitToShelter,
  AnswerReferral,
  AppointGuardian,
  AssessRisk,
  CompensationOrdered,
  CompensationPaid,
  GrantConsent,
  InformOfRights,
  MakeReferral,
  OpenSupportCase,
  PresumedVictimIdentified,
  RecordIntake,
  RecordMajority,
  ResolveIntake,
  WithdrawConsent,
} from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { victimSupport } from '../index.ts'
import { CaseloadController } from './caseload/caseload.controller.ts'
import { CompensationListController } from './compensation/compensation.controller.ts'
import { ConsentsController } from './consents/consents.controller.ts'
import { IntakesController } from './intakes/intakes.controller.ts'
import { ReferralsController } from './referrals/referrals.controller.ts'

const support = 'ph-social-welfare'
const shelter = 'ph-shelter-cebu'
const clinic = 'ph-clinic-cebu'
const page = { limit: 50 }
const contextOf = (agencyId: string) => testRequestContextOf(agencyId, 'victimSupport')

let views: ServiceViews
const lists = () => new Lists(views.db, { service: 'victimSupport' }, views.confidentiality, views.store)
beforeAll(async () => {
  views = await serviceViews(victimSupport)
})
afterAll(() => views.close())

/** An adult whom victim support helps and who was referred to a shelter with consent. */
const referredPerson = async () => {
  const [caseId, personRef, consentId, referralId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  await views.submit(caseId, support, OpenSupportCase, { personRef, ageBand: 'adult' })
  await views.submit(caseId, support, InformOfRights, { personRef }, '2026-04-01')
  await views.submit(caseId, support, AssessRisk, { personRef, level: 'high', reviewBy: '2026-12-15' })
  await views.submit(caseId, support, GrantConsent, {
    consentId,
    personRef,
    grantedBy: 'self',
    assent: undefined,
    purposes: ['shelter', 'health'],
    recipients: [shelter, clinic],
    dataCategories: ['contact', 'risk'],
    expiresAt: '2027-05-31T16:00:00Z',
  })
  await views.submit(caseId, support, MakeReferral, {
    referralId,
    personRef,
    toOrg: shelter,
    services: ['shelter'],
    consentId,
    dataCategories: ['contact'],
  })
  return { caseId, personRef, consentId, referralId }
}

describe('the views of victim support', () => {
  it('show the caseload with no shelter location to the supporting agency, and nothing of it to an organisation with a referral', async () => {
    const { caseId, personRef } = await referredPerson()
    const facilityRef = randomUUID()
    await views.submit(caseId, support, AdmitToShelter, { personRef, facilityRef, voluntary: true })
    const caseload = new CaseloadController(lists())
    const { rows } = await caseload.caseload(contextOf(support), { ...page, case: caseId })
    expect(rows).toMatchObject([
      { caseId, personRef, state: 'open', rightsInformedAt: '2026-04-01', risk: 'high', riskReviewBy: '2026-12-15', sheltered: true },
    ])
    expect(JSON.stringify(rows)).not.toContain(facilityRef)
    expect((await caseload.caseload(contextOf(shelter), page)).rows).toEqual([])
  })

  it('show the caseload to an agency that takes part and has the person in its shelter, which is not named to others', async () => {
    const { caseId, personRef } = await referredPerson()
    const caseload = new CaseloadController(lists())
    const ofAgency = async (agencyId: string) =>
      (await caseload.caseload(contextOf(agencyId), { ...page, case: caseId })).rows.filter((row) => row.personRef === personRef)
    await views.submit(caseId, shelter, AdmitToShelter, { personRef, facilityRef: randomUUID(), voluntary: true })
    expect(await ofAgency(shelter)).toEqual([])
    // It takes part by another person of the case.
    await views.submit(caseId, shelter, OpenSupportCase, { personRef: randomUUID() })
    expect(await ofAgency(shelter)).toMatchObject([{ caseId, personRef, supportedBy: support, sheltered: true }])
    expect(await ofAgency(shelter)).toEqual(await ofAgency(support))
    expect(JSON.stringify(await ofAgency(support))).not.toContain(shelter)
  })

  it('show a recipient the consent that names it, and its withdrawal', async () => {
    const { caseId, personRef, consentId } = await referredPerson()
    const consents = new ConsentsController(lists())
    const shown = async (agencyId: string) => (await consents.consents(contextOf(agencyId), { ...page, case: caseId })).rows
    expect(await shown(support)).toMatchObject([{ consentId, personRef, state: 'granted', recipients: [shelter, clinic] }])
    expect(await shown(clinic)).toMatchObject([{ consentId, recipients: [clinic] }])
    expect(JSON.stringify(await shown(clinic))).not.toContain(shelter)
    expect(await shown('ph-stranger')).toEqual([])
    await views.submit(caseId, support, WithdrawConsent, { consentId, personRef, scope: 'all' })
    expect(await shown(clinic)).toMatchObject([{ state: 'withdrawn', recipients: [] }])
  })

  it('show recipients and the supporting agency that a guardian’s consent is pending renewal once the person has come of age', async () => {
    const { caseId, personRef } = await referredPerson()
    const [guardianConsent, guardianRef] = [randomUUID(), randomUUID()]
    const consent = { ...GrantConsent.example, personRef, recipients: [shelter], evidenceHash: 'a'.repeat(64) }
    const identifiedAsChild = { ...PresumedVictimIdentified.example, personRef, ageBand: 'child' }
    await views.receive(caseId, 'investigation', 'zz-police', { type: PresumedVictimIdentified.type, data: identifiedAsChild })
    await views.submit(caseId, support, AppointGuardian, { personRef, guardianRef })
    await views.submit(caseId, support, GrantConsent, { ...consent, consentId: guardianConsent, grantedBy: 'guardian', assent: 'given' })
    await views.submit(caseId, support, RecordMajority, { personRef })
    const ownCasePage = { ...page, case: caseId }
    const caseload = new CaseloadController(lists())
    const toRenew = async () =>
      (await caseload.caseload(contextOf(support), ownCasePage)).rows.map(({ guardiansConsents }) => guardiansConsents)
    const consents = new ConsentsController(lists())
    expect((await consents.consents(contextOf(shelter), ownCasePage)).rows).toMatchObject([
      { state: 'granted' },
      { consentId: guardianConsent, state: 'pendingRenewal' },
    ])
    expect(await toRenew()).toEqual([[{ consentId: guardianConsent, toRenew: true }]])
    await views.submit(caseId, support, GrantConsent, { ...consent, consentId: randomUUID(), grantedBy: 'self', assent: undefined })
    expect(await toRenew()).toEqual([[]])
  })

  it('list a referral as open to the referring agency and the receiving organisation until it is done, and then only among all', async () => {
    const { caseId, personRef, referralId } = await referredPerson()
    const list = new ReferralsController(views.db, views.confidentiality, views.store)
    const shown = async (agencyId: string, state: 'open' | 'all') =>
      (await list.referrals(contextOf(agencyId), { ...page, state, case: caseId })).referrals
    expect(await shown(shelter, 'open')).toMatchObject([{ referralId, state: 'made', consent: 'asGiven', madeBy: support }])
    await views.submit(caseId, shelter, AnswerReferral, { referralId, personRef, outcome: 'accepted' })
    await views.submit(caseId, shelter, AnswerReferral, { referralId, personRef, outcome: 'done' })
    expect(await shown(support, 'open')).toEqual([])
    expect(await shown(support, 'all')).toMatchObject([{ referralId, state: 'done' }])
    expect(await shown(clinic, 'all')).toEqual([])
  })

  it('list an intake only to the agency that recorded it, as open until it is resolved', async () => {
    const [caseId, personRef, intakeId] = [randomUUID(), randomUUID(), randomUUID()]
    await views.submit(caseId, support, RecordIntake, { intakeId, personRef, account: undefined })
    const intakes = new IntakesController(lists())
    const shown = async (agencyId: string, state: 'open' | 'all') =>
      (await intakes.intakes(contextOf(agencyId), { ...page, state, case: caseId })).rows
    expect(await shown(support, 'open')).toMatchObject([{ intakeId, personRef, state: 'open', recordedBy: support }])
    expect(await shown(shelter, 'all')).toEqual([])
    await views.submit(caseId, support, ResolveIntake, { intakeId, personRef })
    expect(await shown(support, 'open')).toEqual([])
    expect(await shown(support, 'all')).toMatchObject([{ intakeId, state: 'resolved', outcome: 'closed', reason: 'informationGiven' }])
  })

  it('show compensation awarded and paid only to the supporting agency', async () => {
    const { caseId, personRef } = await referredPerson()
    const orderId = randomUUID()
    const ordered = { ...CompensationOrdered.example, orderId, personRef, amount: '1000', currency: 'PHP' }
    const paid = { ...CompensationPaid.example, orderId, amount: '250.5', currency: 'PHP' }
    await views.receive(caseId, 'adjudication', 'ph-rtc-manila', { type: CompensationOrdered.type, data: ordered })
    await views.receive(caseId, 'adjudication', 'ph-rtc-manila', { type: CompensationPaid.type, data: paid })
    const compensation = new CompensationListController(lists())
    expect((await compensation.compensation(contextOf(support), { ...page, case: caseId })).rows).toMatchObject([
      { personRef, orders: [{ orderId, paid: '250.5', outstanding: '749.5', state: 'partlyPaid' }] },
    ])
    expect((await compensation.compensation(contextOf(shelter), page)).rows).toEqual([])
  })

  it('keep showing the supporting agency the person and its own records after court orders, but withhold court records that were closed', async () => {
    const { caseId, personRef, consentId, referralId } = await referredPerson()
    const ordered = { ...CompensationOrdered.example, personRef, amount: '987654', currency: 'PHP' }
    await views.receive(caseId, 'adjudication', 'ph-rtc-manila', { type: CompensationOrdered.type, data: ordered })
    const compensation = new CompensationListController(lists())
    const ownCasePage = { ...page, case: caseId }
    await views.orderConfidentiality(caseId, 'nameSuppression', personRef)
    expect((await compensation.compensation(contextOf(support), ownCasePage)).rows).toMatchObject([
      { personRef, orders: [{ amount: '987654' }] },
    ])
    const order = await views.orderConfidentiality(caseId, 'sealedItems', personRef)
    expect(await compensation.compensation(contextOf(support), ownCasePage)).toEqual({ rows: [], withheld: [{ caseId, by: [order] }] })
    const caseload = new CaseloadController(lists())
    expect((await caseload.caseload(contextOf(support), ownCasePage)).rows).toMatchObject([{ personRef, risk: 'high' }])
    const consents = new ConsentsController(lists())
    expect((await consents.consents(contextOf(support), ownCasePage)).rows).toMatchObject([{ consentId, personRef }])
    const list = new ReferralsController(views.db, views.confidentiality, views.store)
    expect((await list.referrals(contextOf(shelter), { ...ownCasePage, state: 'open' })).referrals).toMatchObject([
      { referralId, personRef },
    ])
  })

  it('have the same rows when rebuilt', async () => expect(await views.inconsistentViews()).toEqual([]), 30_000)
})
