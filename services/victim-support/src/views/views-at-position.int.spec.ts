import { testRequestContextOf, serviceViews, type ServiceViews } from '@case-timeline/case-file/fixtures'
import {
  AccessExcluded,
  AssessRisk,
  CloseSupportCase,
  CompensationClaimFiled,
  ConsentGranted,
  EVENT_TYPES,
  EventCorrected,
  EventRetracted,
  type Fact,
  GrantConsent,
  InformOfRights,
  MakeReferral,
  OpenSupportCase,
  WithdrawConsent,
} from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { waitFor } from '@case-timeline/feed'
import { Lists } from '@case-timeline/lists'
import { consumerNameOf, materialise, tableNameOf } from '@case-timeline/projections'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { victimSupport } from '../index.ts'
import { CaseloadController } from './caseload/caseload.controller.ts'
import { caseloadView } from './caseload/caseload.view.ts'
import { CompensationListController } from './compensation/compensation.controller.ts'
import { ConsentsController } from './consents/consents.controller.ts'
import { consentsView } from './consents/consents.view.ts'
import { ReferralsController } from './referrals/referrals.controller.ts'
import { TriageController } from './triage/triage.controller.ts'

const support = 'ph-social-welfare'
const shelter = 'ph-shelter-cebu'
const clinic = 'ph-clinic-cebu'
const schema = 'as_known'
const contextOf = (agencyId: string) => testRequestContextOf(agencyId, 'victimSupport')

let views: ServiceViews
let caseId: string
let personRef: string
let consentId: string
let referralId: string
beforeAll(async () => void (views = await serviceViews(victimSupport)), 60_000)
afterAll(() => views.close())

const lists = () => new Lists(views.db, { service: 'victimSupport' }, views.confidentiality, views.store)
const inSchema = () => ({ limit: 50, case: caseId, schema })
const asFilledNow = async () => {
  const { signal } = new AbortController()
  await materialise({
    db: views.db,
    store: views.store,
    views: victimSupport.views,
    schema,
    until: await views.store.lastPosition(),
    signal,
  })
}

const caseload = async (agencyId: string, query: object = {}) =>
  new CaseloadController(lists()).caseload(contextOf(agencyId), { ...inSchema(), ...query })
const consents = async (agencyId: string, query: object = {}) =>
  (await new ConsentsController(lists()).consents(contextOf(agencyId), { ...inSchema(), ...query })).rows
const referrals = async (agencyId: string, query: object = {}) => {
  const list = new ReferralsController(views.db, views.confidentiality, views.store)
  return (await list.referrals(contextOf(agencyId), { ...inSchema(), state: 'all', ...query })).referrals
}
const counted = (agencyId: string, query: object = {}) =>
  new TriageController(lists()).counts(contextOf(agencyId), { case: caseId, schema, ...query })

/** Corrects or retracts what was recorded of the consent, in its own stream. */
const changeGrant = async (change: (granted: StoredEvent) => Fact): Promise<void> => {
  const granted = (await views.store.readCase(caseId)).find(({ type }) => type === ConsentGranted.type) as StoredEvent
  const [service, aggregate] = granted.stream.split('.') as ['victimSupport', string]
  const recorded = { caseId, service, aggregate, agencyId: support, eventTypes: [...EVENT_TYPES.values()] }
  const { lastPosition } = await views.log.record({ ...recorded, facts: [change(granted)] })
  expect(await waitFor(views.db, consumerNameOf(consentsView), lastPosition, 30_000)).toBe(true)
}

/** A person who was referred to a shelter with consent, at the position of the schema. */
beforeEach(async () => {
  ;[caseId, personRef, consentId, referralId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  await views.submit(caseId, support, OpenSupportCase, { personRef, ageBand: 'adult' })
  await views.submit(caseId, support, InformOfRights, { personRef }, '2026-04-01')
  await views.submit(caseId, support, AssessRisk, { personRef, level: 'high', reviewBy: '2026-12-15' })
  await views.submit(caseId, support, GrantConsent, {
    ...{ consentId, personRef, grantedBy: 'self', assent: undefined, purposes: ['shelter', 'health'], recipients: [shelter, clinic] },
    ...{ dataCategories: ['contact', 'risk'], expiresAt: '2099-05-31T16:00:00Z' },
  })
  const referred = { referralId, personRef, toOrg: shelter, services: ['shelter'], consentId, dataCategories: ['contact', 'risk'] }
  await views.submit(caseId, support, MakeReferral, referred)
  await asFilledNow()
})

describe('a list of victim support at a position of the log', () => {
  it('has the rows, and the numbers, of then, while the live one goes on', async () => {
    await views.submit(caseId, support, AssessRisk, { personRef, level: 'low', reviewBy: '2026-12-20' })
    expect([(await caseload(support)).rows[0]?.risk, (await caseload(support, { schema: undefined })).rows[0]?.risk]).toEqual([
      'high',
      'low',
    ])
    expect((await caseload(support, { case: undefined, limit: 200 })).rows.find((row) => row.caseId === caseId)?.risk).toBe('high')
    expect([(await counted(support)).risk, (await counted(support, { schema: undefined })).risk]).toEqual([{ high: 1 }, { low: 1 }])
  })

  it('is read page by page in the same schema', async () => {
    await views.submit(caseId, support, OpenSupportCase, { personRef: randomUUID(), ageBand: 'adult' })
    await asFilledNow()
    await views.submit(caseId, support, OpenSupportCase, { personRef: randomUUID(), ageBand: 'adult' })
    const first = await caseload(support, { limit: 1 })
    const second = await caseload(support, { limit: 1, cursor: first.next })
    expect([first.rows.length, second.rows.length, second.next]).toEqual([1, 1, undefined])
    expect((await caseload(support, { schema: undefined })).rows).toHaveLength(3)
  })

  it('shows nobody a row that is not theirs, neither then nor now', async () => {
    expect((await caseload(shelter)).rows).toEqual([])
    expect(await counted(shelter)).toMatchObject({ persons: 0 })
    expect(await consents('ph-stranger')).toEqual([])
    expect(await referrals(clinic)).toEqual([])
  })

  it('shows nothing of a case to a user who has been excluded from it since', async () => {
    const data = { ...AccessExcluded.example, userId: contextOf(support).actor.userId }
    await views.receive(caseId, 'victimSupport', support, { type: AccessExcluded.type, data })
    expect([(await caseload(support)).rows, await consents(support), await referrals(support)]).toEqual([[], [], []])
    expect(await counted(support)).toMatchObject({ persons: 0 })
  })

  it('shows a receiving organisation no more of a referral than it sees now that the consent is withdrawn', async () => {
    expect(await referrals(shelter)).toMatchObject([{ referralId, personRef, services: ['shelter'], consent: 'asGiven' }])
    await views.submit(caseId, support, WithdrawConsent, { consentId, personRef, scope: 'all' })
    const [live] = await referrals(shelter, { schema: undefined })
    const [then] = await referrals(shelter)
    expect([live?.consent, then?.consent]).toEqual(['withdrawn', 'asGiven'])
    expect(JSON.stringify([live, then])).not.toContain(personRef)
    expect(then).not.toHaveProperty('services')
    expect(await referrals(support)).toMatchObject([{ personRef, consent: 'asGiven' }])
  })

  it('shows a recipient no terms of a consent that have been withdrawn since, and all of them to who recorded it', async () => {
    expect(await consents(shelter)).toMatchObject([{ purposes: ['shelter', 'health'], dataCategories: ['contact', 'risk'] }])
    await views.submit(caseId, support, WithdrawConsent, { consentId, personRef, scope: 'all' })
    expect(await consents(shelter)).toMatchObject([{ consentId, purposes: [], recipients: [], dataCategories: [] }])
    expect(await consents(support)).toMatchObject([{ consentId, purposes: ['shelter', 'health'], recipients: [shelter, clinic] }])
  })

  it('counts whom the agency supported then, also if the support has ended since', async () => {
    await views.submit(caseId, support, CloseSupportCase, { ...CloseSupportCase.example, personRef })
    expect([(await counted(support)).persons, (await counted(support, { schema: undefined })).persons]).toEqual([1, 0])
  })

  it('has the compensation of whom the agency supported then, not of whom it supports only now', async () => {
    const claimant = randomUUID()
    const claim = { ...CompensationClaimFiled.example, personRef: claimant }
    await views.receive(caseId, 'prosecution', 'ph-prosecutor', { type: CompensationClaimFiled.type, data: claim })
    const compensation = async (query: object = {}) =>
      (await new CompensationListController(lists()).compensation(contextOf(support), { ...inSchema(), ...query })).rows
    await asFilledNow()
    await views.submit(caseId, support, OpenSupportCase, { personRef: claimant, ageBand: 'adult' })
    expect(await compensation({ schema: undefined })).toMatchObject([{ personRef: claimant, claims: [{}] }])
    expect(await compensation()).toEqual([])
    await asFilledNow()
    expect(await compensation()).toMatchObject([{ personRef: claimant, claims: [{}] }])
    await views.db.query(`drop table ${schema}.${tableNameOf(caseloadView)}`)
    await expect(compensation()).rejects.toMatchObject({
      kind: 'not-found',
      message: `the schema ${schema} lacks a table that is read with compensation_v2: fill it again with this release`,
    })
  })

  it('shows an organisation no consent that has been corrected since to name it no longer', async () => {
    expect(await consents(clinic)).toMatchObject([{ consentId, state: 'granted', recipients: [clinic] }])
    const [row] = await consents(support)
    expect(row?.recipients).toEqual([shelter, clinic])
    await changeGrant(({ id: correctsId, envelope: { schemaVersion }, data }) => {
      const correction = { correctsId, schemaVersion, data: { ...(data as object), recipients: [shelter] } }
      return { type: EventCorrected.type, data: { ...EventCorrected.example, ...correction } }
    })
    expect([await consents(clinic, { schema: undefined }), await consents(clinic)]).toEqual([[], []])
  })

  it('still has the row of a fact that was retracted since, for an agency that takes part in the case', async () => {
    await changeGrant(({ id: retractsId }) => ({ type: EventRetracted.type, data: { ...EventRetracted.example, retractsId } }))
    expect(await consents(support, { schema: undefined })).toEqual([])
    expect(await consents(support)).toMatchObject([{ consentId, state: 'granted' }])
    // It takes no part in the case: it was only named.
    expect(await consents(clinic)).toEqual([])
  })

  it('is refused for a schema that is none of views, and for a case that the schema has only in part', async () => {
    for (const name of ['nothing', 'public'])
      await expect(caseload(support, { schema: name })).rejects.toMatchObject({
        kind: 'not-found',
        message: expect.stringContaining(`there is no schema ${name} of views at a position`),
      })
    await expect(counted(support, { schema: 'nothing' })).rejects.toMatchObject({ kind: 'not-found' })
    await expect(referrals(support, { schema: 'nothing' })).rejects.toMatchObject({ kind: 'not-found' })
    await views.db.query(
      `comment on table ${schema}.${tableNameOf(caseloadView)} is 'case-timeline: view caseload; incomplete cases: ${caseId}'`,
    )
    await expect(caseload(support)).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining(`the schema ${schema} has the case ${caseId} only in part`),
    })
  })
})
