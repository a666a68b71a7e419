import { type Confidentiality, confidentiality } from '@case-timeline/access'
import {
  CaseTransferred,
  ConsentGranted,
  ConsentWithdrawn,
  EVENT_TYPES,
  EventRetracted,
  type Fact,
  type FactOf,
  MajorityReached,
  ReferralAnswered,
  ReferralMade,
  RuleOverridden,
} from '@case-timeline/contracts'
import { type Feed, storeFeed } from '@case-timeline/feed'
import { type TestLog, testLog, untilReached } from '@case-timeline/feed/fixtures'
import { consumerNameOf, digest, projection, rebuild, type Row, tableNameOf, tablesOf, type View } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { caseFileView } from '../case-file/case-file.view.ts'
import { consentsView } from '../consents/consents.view.ts'
import { referrals } from './referrals.ts'
import { referralsView, ShownReferral } from './referrals.view.ts'

const views = [caseFileView, consentsView, referralsView] as const
let log: TestLog
let db: DataSource
let feed: Feed
const stop = new AbortController()
let stopped: readonly Promise<void>[]
let orders: Confidentiality

beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf(views))
  const store = log.storeOf('victimSupport')
  orders = confidentiality(store)
  feed = storeFeed({ store })
  const consuming = views.map((view) => feed.consume({ db, consumer: projection(view as View<Row>, store), signal: stop.signal }))
  stopped = (await Promise.all(consuming)).map((one) => one.stopped)
})
afterAll(async () => {
  stop.abort()
  await Promise.all(stopped)
  await log.close()
})

const consentId = randomUUID()

/** The ids of a referral in a new case, to a new organisation. */
const referral = () => ({ caseId: randomUUID(), referralId: randomUUID(), toOrg: `zz-${randomUUID().slice(0, 8)}` })

const record = async (caseId: string, ...facts: Fact[]) => {
  const { lastPosition, ids } = await log.record({
    caseId,
    facts,
    eventTypes: [...EVENT_TYPES.values()],
    service: 'victimSupport',
    agencyId: 'zz-support',
  })
  for (const view of views) expect(await untilReached({ feed, db }, consumerNameOf(view), lastPosition)).toBe(true)
  return ids
}

const made = (data: Partial<FactOf<typeof ReferralMade>['data']>): Fact => ({
  type: ReferralMade.type,
  data: { ...ReferralMade.example, consentId, services: ['shelter'], dataCategories: ['risk'], ...data },
})
const answered = (referralId: string, outcome: string): Fact => ({
  type: ReferralAnswered.type,
  data: { ...ReferralAnswered.example, referralId, outcome },
})
const withdrawn = (scope: FactOf<typeof ConsentWithdrawn>['data']['scope']): Fact => ({
  type: ConsentWithdrawn.type,
  data: { ...ConsentWithdrawn.example, consentId, scope },
})

const granted = (data: Partial<FactOf<typeof ConsentGranted>['data']>): Fact => ({
  type: ConsentGranted.type,
  data: { ...ConsentGranted.example, consentId, purposes: ['shelter', 'health'], dataCategories: ['risk'], ...data },
})

const caseworker = { userId: 'c.villanueva', sector: 'victimSupport' } as const
const listed = async (agencyId: string, only: 'open' | 'all' = 'open', now?: string) =>
  (await referrals(db, { ...caseworker, agencyId }, only, { limit: 200 }, orders, now)).rows

describe('the referrals view', () => {
  it('lists a referral as open until it is rejected, done or revoked, to the referring agency and the receiving organisation', async () => {
    for (const end of ['rejected', 'done', 'revoked']) {
      const { caseId, referralId, toOrg } = referral()
      await record(caseId, made({ referralId, toOrg }))
      expect(await listed(toOrg)).toMatchObject([{ caseId, referralId, state: 'made', consent: 'asGiven', madeBy: 'zz-support' }])
      await record(caseId, answered(referralId, 'accepted'))
      expect(await listed(toOrg)).toMatchObject([{ state: 'accepted' }])
      expect((await listed('zz-support')).map((one) => one.referralId)).toContain(referralId)
      expect(await listed('zz-stranger')).toEqual([])
      await record(caseId, answered(referralId, end))
      expect(await listed(toOrg)).toEqual([])
      expect(await listed(toOrg, 'all')).toMatchObject([{ referralId, state: end }])
    }
  })

  it('is not shown to the office that made it after that gave the case away for safety, but to the organisation still', async () => {
    const { caseId, referralId, toOrg } = referral()
    await record(caseId, made({ referralId, toOrg }))
    const transfer = { ...CaseTransferred.example, from: 'zz-support', to: 'zz-shelter', reason: 'safety' }
    await record(caseId, { type: CaseTransferred.type, data: transfer })
    expect((await listed('zz-support', 'all')).map((one) => one.referralId)).not.toContain(referralId)
    expect(await listed(toOrg)).toMatchObject([{ referralId }])
  })

  it('is not shown while the case file is being filled: nobody knows then whom the case excludes', async () => {
    const { caseId, referralId, toOrg } = referral()
    await record(caseId, made({ referralId, toOrg }))
    expect(await listed(toOrg)).toMatchObject([{ referralId }])
    await db.query(`delete from ${tableNameOf(caseFileView)} where case_id = $1`, [caseId])
    expect(await listed(toOrg)).toEqual([])
  })

  it('marks each referral of the case whose consent was withdrawn', async () => {
    const { caseId, toOrg } = referral()
    const [referralOnConsent, other] = [randomUUID(), randomUUID()]
    await record(caseId, made({ referralId: referralOnConsent, toOrg }), made({ referralId: other, toOrg, consentId: randomUUID() }))
    await record(caseId, withdrawn('all'))
    expect(new Map((await listed(toOrg)).map(({ referralId, consent }) => [referralId, consent]))).toEqual(
      new Map([
        [referralOnConsent, 'withdrawn'],
        [other, 'asGiven'],
      ]),
    )
  })

  it('lists the parts of a referral that a narrowed consent still covers, and since when it is narrowed', async () => {
    const { caseId, referralId, toOrg } = referral()
    await record(
      caseId,
      granted({ recipients: [toOrg], dataCategories: ['risk', 'contact'] }),
      made({ referralId, toOrg, dataCategories: ['risk', 'contact'] }),
      withdrawn({ purposes: ['health'] }),
    )
    expect(await listed(toOrg)).toMatchObject([{ consent: 'asGiven' }])
    await record(caseId, withdrawn({ dataCategories: ['risk'] }))
    expect(await listed(toOrg)).toMatchObject([
      { consent: 'narrowed', dataCategories: ['contact'], consentEndedAt: expect.stringMatching(/^20/) as unknown },
    ])
    await record(caseId, withdrawn({ dataCategories: ['contact'] }))
    expect(await listed(toOrg)).toMatchObject([{ consent: 'withdrawn' }])
  })

  it('shows the receiving organisation of a referral that is recorded after the withdrawal only what the consent still covers', async () => {
    const { caseId, referralId, toOrg } = referral()
    await record(caseId, granted({ recipients: [toOrg], dataCategories: ['risk', 'contact'] }), withdrawn({ dataCategories: ['risk'] }))
    await record(caseId, made({ referralId, toOrg, dataCategories: ['risk', 'contact'] }))
    expect(await listed(toOrg)).toMatchObject([{ consent: 'narrowed', dataCategories: ['contact'] }])
    await record(caseId, answered(referralId, 'accepted'), answered(referralId, 'done'))

    const whole = referral()
    await record(whole.caseId, granted({ recipients: [whole.toOrg] }), withdrawn('all'))
    await record(
      whole.caseId,
      made({ referralId: whole.referralId, toOrg: whole.toOrg }),
      answered(whole.referralId, 'accepted'),
      answered(whole.referralId, 'done'),
    )
    const [task] = await listed(whole.toOrg)
    expect(task).toMatchObject({ referralId: whole.referralId, consent: 'withdrawn' })
    expect(JSON.stringify(task)).not.toContain(ReferralMade.example.personRef)
  })

  it('shows the receiving organisation everything of a referral that was made to protect a vital interest, whatever became of the consent', async () => {
    const { caseId, referralId, toOrg } = referral()
    await record(caseId, granted({ recipients: [toOrg], expiresAt: '2026-01-01T00:00:00Z' }), withdrawn('all'))
    const [eventId] = await record(caseId, made({ referralId, toOrg }))
    await record(caseId, { type: RuleOverridden.type, data: { ...RuleOverridden.example, eventId } })
    expect(await listed(toOrg)).toMatchObject([{ consent: 'overridden', personRef: ReferralMade.example.personRef }])
  })

  it('shows the receiving organisation that the consent was withdrawn and since when, without the person, until it revokes the referral', async () => {
    const { caseId, referralId, toOrg } = referral()
    const { personRef } = ReferralMade.example
    await record(caseId, made({ referralId, toOrg }), answered(referralId, 'accepted'), answered(referralId, 'done'))
    expect(await listed(toOrg)).toEqual([])
    await record(caseId, withdrawn({ recipients: [toOrg] }))
    const [task] = await listed(toOrg)
    expect(task).toMatchObject({ referralId, state: 'done', consent: 'withdrawn', consentEndedAt: expect.stringMatching(/^20/) as unknown })
    for (const hidden of [personRef, 'shelter', 'risk']) expect(JSON.stringify(task)).not.toContain(hidden)
    expect(ShownReferral.parse(task)).toEqual(task)
    expect((await listed('zz-support', 'all')).find((one) => one.referralId === referralId)).toMatchObject({
      personRef,
      services: ['shelter'],
    })
    await record(caseId, answered(referralId, 'revoked'))
    expect(await listed(toOrg)).toEqual([])
  })

  it('hides the person after the consent has expired, and shows the expiry time before', async () => {
    const { caseId, referralId, toOrg } = referral()
    const expiresAt = '2027-05-31T16:00:00Z'
    await record(
      caseId,
      granted({ expiresAt }),
      made({ referralId, toOrg }),
      answered(referralId, 'accepted'),
      answered(referralId, 'done'),
    )
    expect(await listed(toOrg, 'all', '2027-05-31T15:59:59.999Z')).toMatchObject([{ consent: 'asGiven', consentExpiresAt: expiresAt }])
    expect(await listed(toOrg, 'open', '2027-05-31T15:59:59.999Z')).toEqual([])
    const [task] = await listed(toOrg, 'open', '2027-05-31T16:00:00.000Z')
    expect(task).toMatchObject({ referralId, consent: 'expired', consentEndedAt: expiresAt })
    expect(JSON.stringify(task)).not.toContain(ReferralMade.example.personRef)
    expect(ShownReferral.parse(task)).toEqual(task)
  })

  it('marks referrals based on a consent from before the majority, but not those made without consent', async () => {
    const { caseId, toOrg } = referral()
    const [referralOnConsent, referralWithoutConsent, otherReferral, later] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
    await record(
      caseId,
      made({ referralId: referralOnConsent, toOrg }),
      made({ referralId: referralWithoutConsent, toOrg, consentId: undefined }),
      made({ referralId: otherReferral, toOrg, personRef: randomUUID() }),
      { type: MajorityReached.type, data: { personRef: ReferralMade.example.personRef } },
      made({ referralId: later, toOrg, consentId: randomUUID() }),
    )
    const consents = async () => new Map((await listed(toOrg)).map(({ referralId, consent }) => [referralId, consent]))
    const others = [
      [referralWithoutConsent, 'overridden'],
      [otherReferral, 'asGiven'],
      [later, 'asGiven'],
    ] as const
    expect(await consents()).toEqual(new Map([[referralOnConsent, 'fromBeforeMajority'], ...others]))
    await record(caseId, withdrawn('all'))
    // The referral of another person names the same consent by mistake: the withdrawal is not that person's.
    expect(await consents()).toEqual(new Map([[referralOnConsent, 'withdrawn'], ...others]))
  })

  it('removes a retracted referral', async () => {
    const { caseId, referralId, toOrg } = referral()
    const [retractsId] = await record(caseId, made({ referralId, toOrg }))
    await record(caseId, { type: EventRetracted.type, data: { ...EventRetracted.example, retractsId } })
    expect(await listed(toOrg)).toEqual([])
  })

  it('returns referrals page by page, and has the same rows when rebuilt', async () => {
    const { caseId, toOrg } = referral()
    const ids = [randomUUID(), randomUUID(), randomUUID()]
    await record(caseId, ...ids.map((referralId) => made({ referralId, toOrg })))
    const before = await digest(db, referralsView)
    await rebuild({ view: referralsView, store: log.storeOf('victimSupport'), db })
    expect(await digest(db, referralsView)).toEqual(before)
    const first = await referrals(db, { ...caseworker, agencyId: toOrg }, 'open', { limit: 2 }, orders)
    const second = await referrals(db, { ...caseworker, agencyId: toOrg }, 'open', { limit: 2, cursor: first.next }, orders)
    expect([...first.rows, ...second.rows].map(({ referralId }) => referralId).toSorted()).toEqual(ids.toSorted())
    expect(second.next).toBeUndefined()
  })
})
