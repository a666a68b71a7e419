import { askedBy, keptViews, type KeptViews } from '@case-timeline/case-file/fixtures'
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
  RecordMajority,
  WithdrawConsent,
} from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { victimSupport } from '../index.ts'
import { CaseloadController } from './caseload/caseload.controller.ts'
import { CompensationListController } from './compensation/compensation.controller.ts'
import { ConsentsController } from './consents/consents.controller.ts'
import { ReferralsController } from './referrals/referrals.controller.ts'

const support = 'ph-social-welfare'
const shelter = 'ph-shelter-cebu'
const clinic = 'ph-clinic-cebu'
const page = { limit: 50 }
const asked = (agencyId: string) => askedBy(agencyId, 'victimSupport')

let kept: KeptViews
beforeAll(async () => {
  kept = await keptViews(victimSupport)
}, 30_000)
afterAll(() => kept.close())

/** A woman whom support stands by, who was referred to a shelter with her consent. */
const sheReferred = async () => {
  const [caseId, personRef, consentId, referralId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  await kept.ask(caseId, support, OpenSupportCase, { personRef, ageBand: 'adult' })
  await kept.ask(caseId, support, InformOfRights, { personRef }, '2026-04-01')
  await kept.ask(caseId, support, AssessRisk, { personRef, level: 'high', reviewBy: '2026-12-15' })
  await kept.ask(caseId, support, GrantConsent, {
    consentId,
    personRef,
    grantedBy: 'self',
    assent: undefined,
    purposes: ['shelter', 'health'],
    recipients: [shelter, clinic],
    dataCategories: ['contact', 'risk'],
    expiresAt: '2027-05-31T16:00:00Z',
  })
  await kept.ask(caseId, support, MakeReferral, {
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
  it('show an agency whom it supports, not where she is sheltered, and an organisation to which she was referred nothing of it', async () => {
    const { caseId, personRef } = await sheReferred()
    const facilityRef = randomUUID()
    await kept.ask(caseId, support, AdmitToShelter, { personRef, facilityRef, voluntary: true })
    const caseload = new CaseloadController(kept.db, kept.confidentiality)
    const { rows } = await caseload.caseload(asked(support), { ...page, case: caseId })
    expect(rows).toMatchObject([
      { caseId, personRef, state: 'open', rightsInformedAt: '2026-04-01', risk: 'high', riskReviewBy: '2026-12-15', sheltered: true },
    ])
    expect(JSON.stringify(rows)).not.toContain(facilityRef)
    expect((await caseload.caseload(asked(shelter), page)).rows).toEqual([])
  })

  it('show a recipient the consent that names it, and that it was taken back', async () => {
    const { caseId, personRef, consentId } = await sheReferred()
    const consents = new ConsentsController(kept.db, kept.confidentiality)
    const shown = async (agencyId: string) => (await consents.consents(asked(agencyId), { ...page, case: caseId })).rows
    expect(await shown(support)).toMatchObject([{ consentId, personRef, state: 'granted', recipients: [shelter, clinic] }])
    expect(await shown(clinic)).toMatchObject([{ consentId, recipients: [clinic] }])
    expect(JSON.stringify(await shown(clinic))).not.toContain(shelter)
    expect(await shown('ph-stranger')).toEqual([])
    await kept.ask(caseId, support, WithdrawConsent, { consentId, personRef, scope: 'all' })
    expect(await shown(clinic)).toMatchObject([{ state: 'withdrawn', recipients: [] }])
  })

  it('show that what her guardian agreed to waits for her own word once she has come of age, to whom it names and to those who ask her', async () => {
    const { caseId, personRef } = await sheReferred()
    const [forHer, guardianRef] = [randomUUID(), randomUUID()]
    const consent = { ...GrantConsent.example, personRef, recipients: [shelter], evidenceHash: 'a'.repeat(64) }
    const asAChild = { ...PresumedVictimIdentified.example, personRef, ageBand: 'child' }
    await kept.hear(caseId, 'investigation', 'zz-police', { type: PresumedVictimIdentified.type, data: asAChild })
    await kept.ask(caseId, support, AppointGuardian, { personRef, guardianRef })
    await kept.ask(caseId, support, GrantConsent, { ...consent, consentId: forHer, grantedBy: 'guardian', assent: 'given' })
    await kept.ask(caseId, support, RecordMajority, { personRef })
    const own = { ...page, case: caseId }
    const caseload = new CaseloadController(kept.db, kept.confidentiality)
    const toRenew = async () => (await caseload.caseload(asked(support), own)).rows.map(({ guardiansConsents }) => guardiansConsents)
    const consents = new ConsentsController(kept.db, kept.confidentiality)
    expect((await consents.consents(asked(shelter), own)).rows).toMatchObject([
      { state: 'granted' },
      { consentId: forHer, state: 'awaitsHerWord' },
    ])
    expect(await toRenew()).toEqual([[{ consentId: forHer, toRenew: true }]])
    await kept.ask(caseId, support, GrantConsent, { ...consent, consentId: randomUUID(), grantedBy: 'self', assent: undefined })
    expect(await toRenew()).toEqual([[]])
  })

  it('show a referral to its maker and its organisation until it is done, and then among all', async () => {
    const { caseId, personRef, referralId } = await sheReferred()
    const list = new ReferralsController(kept.db, kept.confidentiality)
    const shown = async (agencyId: string, state: 'open' | 'all') =>
      (await list.referrals(asked(agencyId), { ...page, state, case: caseId })).referrals
    expect(await shown(shelter, 'open')).toMatchObject([{ referralId, state: 'made', consent: 'asGiven', madeBy: support }])
    await kept.ask(caseId, shelter, AnswerReferral, { referralId, personRef, outcome: 'accepted' })
    await kept.ask(caseId, shelter, AnswerReferral, { referralId, personRef, outcome: 'done' })
    expect(await shown(support, 'open')).toEqual([])
    expect(await shown(support, 'all')).toMatchObject([{ referralId, state: 'done' }])
    expect(await shown(clinic, 'all')).toEqual([])
  })

  it('show what she was awarded and got, to those who support her alone', async () => {
    const { caseId, personRef } = await sheReferred()
    const orderId = randomUUID()
    const ordered = { ...CompensationOrdered.example, orderId, personRef, amount: '1000', currency: 'PHP' }
    const paid = { ...CompensationPaid.example, orderId, amount: '250.5', currency: 'PHP' }
    await kept.hear(caseId, 'adjudication', 'ph-rtc-manila', { type: CompensationOrdered.type, data: ordered })
    await kept.hear(caseId, 'adjudication', 'ph-rtc-manila', { type: CompensationPaid.type, data: paid })
    const compensation = new CompensationListController(kept.db, kept.confidentiality)
    expect((await compensation.compensation(asked(support), { ...page, case: caseId })).rows).toMatchObject([
      { personRef, orders: [{ orderId, paid: '250.5', outstanding: '749.5', state: 'partlyPaid' }] },
    ])
    expect((await compensation.compensation(asked(shelter), page)).rows).toEqual([])
  })

  it('keep her name and her records for those who support her, whatever the court closes; what the court recorded itself it may close to them', async () => {
    const { caseId, personRef, consentId, referralId } = await sheReferred()
    const ordered = { ...CompensationOrdered.example, personRef, amount: '987654', currency: 'PHP' }
    await kept.hear(caseId, 'adjudication', 'ph-rtc-manila', { type: CompensationOrdered.type, data: ordered })
    const compensation = new CompensationListController(kept.db, kept.confidentiality)
    const own = { ...page, case: caseId }
    await kept.seal(caseId, 'nameSuppression', personRef)
    expect((await compensation.compensation(asked(support), own)).rows).toMatchObject([{ personRef, orders: [{ amount: '987654' }] }])
    const order = await kept.seal(caseId, 'sealedItems', personRef)
    expect(await compensation.compensation(asked(support), own)).toEqual({ rows: [], withheld: [{ caseId, by: [order] }] })
    const caseload = new CaseloadController(kept.db, kept.confidentiality)
    expect((await caseload.caseload(asked(support), own)).rows).toMatchObject([{ personRef, risk: 'high' }])
    const consents = new ConsentsController(kept.db, kept.confidentiality)
    expect((await consents.consents(asked(support), own)).rows).toMatchObject([{ consentId, personRef }])
    const list = new ReferralsController(kept.db, kept.confidentiality)
    expect((await list.referrals(asked(shelter), { ...own, state: 'open' })).referrals).toMatchObject([{ referralId, personRef }])
  })

  it('are the same when rebuilt', async () => expect(await kept.unfaithful()).toEqual([]), 30_000)
})
