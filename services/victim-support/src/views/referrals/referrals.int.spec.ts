import { type Confidentiality, confidentiality } from '@case-timeline/access'
import { caseFileMigrations, CaseFileTable } from '@case-timeline/case-file'
import {
  ConsentWithdrawn,
  EVENT_TYPES,
  EventRetracted,
  type Fact,
  type FactOf,
  MajorityReached,
  ReferralAnswered,
  ReferralMade,
} from '@case-timeline/contracts'
import { storeFeed, waitFor } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { consumerNameOf, digest, projection, rebuild } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { ReferralTable } from './referrals.entity.ts'
import { referralsMigrations } from './referrals.migration.ts'
import { referrals } from './referrals.ts'
import { referralsView } from './referrals.view.ts'

let log: TestLog
let db: DataSource
const stop = new AbortController()
let stopped: Promise<void>
let orders: Confidentiality

beforeAll(async () => {
  log = await testLog()
  db = await log.open({ entities: [CaseFileTable, ReferralTable], migrations: [...caseFileMigrations, ...referralsMigrations] })
  const store = log.storeOf('victimSupport')
  orders = confidentiality(store)
  ;({ stopped } = await storeFeed({ store }).consume({ db, consumer: projection(referralsView, store), signal: stop.signal }))
})
afterAll(async () => {
  stop.abort()
  await stopped
  await log.close()
})

const consentId = randomUUID()

/** A referral of a case of its own, to an organisation of its own. */
const referral = () => ({ caseId: randomUUID(), referralId: randomUUID(), toOrg: `zz-${randomUUID().slice(0, 8)}` })

const record = async (caseId: string, ...facts: Fact[]) => {
  const { lastPosition, ids } = await log.record({
    caseId,
    facts,
    as: [...EVENT_TYPES.values()],
    service: 'victimSupport',
    agencyId: 'zz-support',
  })
  expect(await waitFor(db, consumerNameOf(referralsView), lastPosition, 5_000)).toBe(true)
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

const who = { userId: 'c.villanueva', sector: 'victimSupport' } as const
const listed = async (agencyId: string, only: 'open' | 'all' = 'open') =>
  (await referrals(db, { ...who, agencyId }, only, { limit: 10 }, orders)).rows

describe('the referrals', () => {
  it('has a referral as open until it is rejected, done or revoked, for its maker and its organisation', async () => {
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

  it('marks each referral of the case whose consent was withdrawn', async () => {
    const { caseId, toOrg } = referral()
    const [resting, other] = [randomUUID(), randomUUID()]
    await record(caseId, made({ referralId: resting, toOrg }), made({ referralId: other, toOrg, consentId: randomUUID() }))
    await record(caseId, withdrawn('all'))
    expect(new Map((await listed(toOrg)).map(({ referralId, consent }) => [referralId, consent]))).toEqual(
      new Map([
        [resting, 'withdrawn'],
        [other, 'asGiven'],
      ]),
    )
  })

  it('marks a referral that a narrower consent no longer covers, and no other', async () => {
    const { caseId, referralId, toOrg } = referral()
    await record(caseId, made({ referralId, toOrg }), withdrawn({ purposes: ['education'] }))
    expect(await listed(toOrg)).toMatchObject([{ consent: 'asGiven' }])
    await record(caseId, withdrawn({ dataCategories: ['risk'] }))
    expect(await listed(toOrg)).toMatchObject([{ consent: 'narrowed' }])
  })

  it('marks what rests on a consent from before she came of age, but for what was made without one, and never on which day', async () => {
    const { caseId, toOrg } = referral()
    const [resting, withoutOne, anothers, later] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
    await record(
      caseId,
      made({ referralId: resting, toOrg }),
      made({ referralId: withoutOne, toOrg, consentId: undefined }),
      made({ referralId: anothers, toOrg, personRef: randomUUID() }),
      { type: MajorityReached.type, data: { personRef: ReferralMade.example.personRef } },
      made({ referralId: later, toOrg, consentId: randomUUID() }),
    )
    const consents = async () => new Map((await listed(toOrg)).map(({ referralId, consent }) => [referralId, consent]))
    const others = [
      [withoutOne, 'overridden'],
      [anothers, 'asGiven'],
      [later, 'asGiven'],
    ] as const
    expect(await consents()).toEqual(new Map([[resting, 'fromBeforeMajority'], ...others]))
    await record(caseId, withdrawn('all'))
    expect(await consents()).toEqual(
      new Map([[resting, 'withdrawn'], ...others.map(([id, is]) => [id, id === anothers ? 'withdrawn' : is] as const)]),
    )
  })

  it('loses a referral that was retracted', async () => {
    const { caseId, referralId, toOrg } = referral()
    const [retractsId] = await record(caseId, made({ referralId, toOrg }))
    await record(caseId, { type: EventRetracted.type, data: { ...EventRetracted.example, retractsId } })
    expect(await listed(toOrg)).toEqual([])
  })

  it('is read page by page, and is the same when rebuilt', async () => {
    const { caseId, toOrg } = referral()
    const ids = [randomUUID(), randomUUID(), randomUUID()]
    await record(caseId, ...ids.map((referralId) => made({ referralId, toOrg })))
    const before = await digest(db, referralsView)
    await rebuild({ view: referralsView, store: log.storeOf('victimSupport'), db })
    expect(await digest(db, referralsView)).toEqual(before)
    const first = await referrals(db, { ...who, agencyId: toOrg }, 'open', { limit: 2 }, orders)
    const second = await referrals(db, { ...who, agencyId: toOrg }, 'open', { limit: 2, cursor: first.next }, orders)
    expect([...first.rows, ...second.rows].map(({ referralId }) => referralId).toSorted()).toEqual(ids.toSorted())
    expect(second.next).toBeUndefined()
  })
})
