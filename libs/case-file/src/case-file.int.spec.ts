import { confidentiality } from '@case-timeline/access'
import {
  ConfidentialityOrdered,
  EVENT_TYPES,
  EventCorrected,
  EventRetracted,
  type Fact,
  PresumedVictimIdentified,
  type ServiceName,
  SuspectArrested,
  WarningRaised,
} from '@case-timeline/contracts'
import { type Claim, claim, deliver, register, startOf } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { digest, projection, rebuild, verify } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { CaseFileTable } from './case-file.entity.ts'
import { caseFileMigrations } from './case-file.migration.ts'
import type { ReadableCaseFile } from './case-files.ts'
import { caseFileOf } from './case-file.view.ts'
import { caseFile, casesOf, UnknownCursor } from './case-files.ts'
import { AGENCIES, mai, remark, story, tell, trader } from './told-case.fixtures.ts'

const SECTORS = ['investigation', 'prosecution', 'adjudication', 'victimSupport'] as const
type Sector = (typeof SECTORS)[number]

let log: TestLog
let dbs: Readonly<Record<Sector, DataSource>>

beforeAll(async () => {
  log = await testLog()
  const opened: [Sector, DataSource][] = []
  for (const sector of SECTORS) opened.push([sector, await log.open({ entities: [CaseFileTable], migrations: caseFileMigrations })])
  dbs = Object.fromEntries(opened) as Record<Sector, DataSource>
}, 30_000)
afterAll(() => log.close())

/** Brings a sector's view up to the end of the log, in batches of the sizes given, then the rest. */
const foldOn = async (sector: Sector, sizes: readonly number[] = []): Promise<void> => {
  const db = dbs[sector]
  const store = log.storeOf(sector)
  const consumer = projection(caseFileOf(sector), store)
  await register(db.manager, consumer, store)
  await db.query('delete from feed_lease')
  const held = (await claim(db, consumer.name, 'spec', 60_000)) as Claim
  for (const limit of [...sizes, 5_000]) {
    const { events, position } = await store.readAll({ after: startOf(held), limit })
    expect(await deliver(db, consumer, held, events, position)).toEqual([])
  }
}

const ordersOf = (sector: Sector) => confidentiality(log.storeOf(sector))

const fileOf = async (sector: Sector, caseId: string, agencyId = AGENCIES[sector]): Promise<ReadableCaseFile> => {
  await foldOn(sector)
  const file = await caseFile(dbs[sector], ordersOf(sector), caseId, { sector, agencyId })
  if (!file) throw new Error(`${sector} has no file of ${caseId}`)
  return file
}

const receives = (sector: ServiceName, { type }: Fact): boolean =>
  type.startsWith(`${sector}.`) || (EVENT_TYPES.get(type)?.visibility ?? []).includes(sector)

const byTheBook = { reasonCode: 'clericalError', approver: { userId: 'p.reyes', role: 'records-supervisor' } }

describe('a case file', () => {
  it.each(SECTORS)('shows %s every fact that it may receive, and none that it may not', async (sector) => {
    const one = randomUUID()
    const ids = await tell(log, one)
    const text = JSON.stringify(await fileOf(sector, one))
    const shown = story.filter((_, index) => text.includes(ids[index] ?? '')).map(({ type }) => type)
    expect(shown).toEqual(story.filter((fact) => receives(sector, fact)).map(({ type }) => type))
  })

  it('keeps support referrals, and to whom they went, from police, prosecutor and court', async () => {
    const one = randomUUID()
    await tell(log, one)
    for (const sector of ['investigation', 'prosecution', 'adjudication'] as const) {
      const file = await fileOf(sector, one)
      expect(file.referrals).toEqual([])
      expect(file.agencies).not.toContain('zz-shelter')
      expect(JSON.stringify(file)).not.toContain('zz-shelter')
    }
    const support = await fileOf('victimSupport', one)
    expect(support.referrals).toMatchObject([{ toOrg: 'zz-shelter', answers: [{ outcome: 'accepted' }] }])
    expect(support.evidence).toEqual([])
  })

  it('tells how a person stands, and who recorded what', async () => {
    const one = randomUUID()
    const ids = await tell(log, one)
    const { persons, leadAgency, dossiers } = await fileOf('prosecution', one)
    const person = persons.find(({ personRef }) => personRef === mai)
    expect(person).toMatchObject({
      capacities: expect.arrayContaining(['suspect', 'presumedVictim']),
      conflict: { open: false },
      arrests: [{ record: { eventId: ids[3], occurredAt: '2016-03-27', recordedBy: 'zz-police' } }],
    })
    expect(person?.assessments).toHaveLength(1)
    expect(leadAgency).toBe('zz-taskforce')
    expect(dossiers).toMatchObject([{ state: 'received' }])
  })

  it('shows a corrected and a retracted fact as if it had been recorded right, and drops the warning about it', async () => {
    const [wrong, right] = [randomUUID(), randomUUID()]
    const ids = await tell(log, wrong)
    const corrected = { ...SuspectArrested.example, personRef: mai, rightsRead: false }
    await fileOf('prosecution', wrong)
    await remark(log, wrong, 'investigation', {
      type: WarningRaised.type,
      data: { ...WarningRaised.example, eventId: ids[3] },
    })
    expect((await fileOf('prosecution', wrong)).warnings).toHaveLength(1)
    await remark(log, wrong, 'investigation', {
      type: EventCorrected.type,
      data: { correctsId: ids[3], schemaVersion: 1, data: corrected, ...byTheBook },
    })
    await remark(log, wrong, 'investigation', { type: EventRetracted.type, data: { retractsId: ids[7], ...byTheBook } })
    await tell(
      log,
      right,
      story.flatMap((fact, index) => (index === 3 ? [{ ...fact, data: corrected }] : index === 7 ? [] : [fact])),
    )
    expect(comparable(await fileOf('prosecution', wrong))).toEqual(comparable(await fileOf('prosecution', right)))
  })

  it.each(SECTORS)(
    'of %s is the same wherever its batches ended, and rebuilt',
    async (sector) => {
      const identified = story.findIndex(({ type }) => type === PresumedVictimIdentified.type)
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 8 }), fc.nat(identified), async (sizes, corrected) => {
          const one = randomUUID()
          const ids = await tell(log, one)
          await remark(log, one, 'investigation', { type: EventRetracted.type, data: { retractsId: ids[corrected], ...byTheBook } })
          await tell(log, one, story.slice(0, 3))
          await foldOn(sector, sizes)
          const view = caseFileOf(sector)
          const incremental = await digest(dbs[sector], view)
          const work = { view, store: log.storeOf(sector), db: dbs[sector] }
          expect(await verify(work)).toMatchObject({ differing: 0 })
          await rebuild(work)
          expect(await digest(dbs[sector], view)).toEqual(incremental)
        }),
        { numRuns: 3 },
      )
    },
    60_000,
  )
})

/** A file without what differs between two tellings of one story: ids and times of recording. */
const comparable = (file: ReadableCaseFile): unknown =>
  JSON.parse(JSON.stringify(file, (key, value: unknown) => (['caseId', 'since', 'eventId'].includes(key) ? undefined : value)))

describe('a case file under an order of the court', () => {
  const ordered = (caseId: string, scope: string, cover: object) =>
    remark(log, caseId, 'adjudication', {
      type: ConfidentialityOrdered.type,
      data: { scope: [scope], covers: [cover], tier: 'courtOnly' },
    })
  const outside = ['investigation', 'prosecution'] as const

  it.each(outside)('shows %s the facts of a person whose name is suppressed under a pseudonym that names the order', async (sector) => {
    const one = randomUUID()
    await tell(log, one)
    const before = await fileOf(sector, one)
    const order = await ordered(one, 'nameSuppression', { kind: 'person', id: mai })
    const file = await fileOf(sector, one)
    expect(JSON.stringify(file)).not.toContain(mai)
    expect(file.withheld).toEqual([order])
    expect(file.persons.map(({ personRef }) => personRef)).toEqual(
      before.persons.map(({ personRef }) => (personRef === mai ? `withheld-by-${order}-1` : personRef)),
    )
    expect(file.persons.map(({ arrests }) => arrests.length)).toEqual(before.persons.map(({ arrests }) => arrests.length))
  })

  it.each(outside)('shows %s nothing of a person who is sealed, and all else', async (sector) => {
    const one = randomUUID()
    await tell(log, one)
    const order = await ordered(one, 'sealedItems', { kind: 'person', id: mai })
    const file = await fileOf(sector, one)
    expect(JSON.stringify(file)).not.toContain(mai)
    expect(file.persons.map(({ personRef }) => personRef)).toContain(trader)
    expect(file.withheld).toEqual([order])
  })

  it('shows the court all of it, and those who support her their own records and her name', async () => {
    const [sealed, suppressed] = [randomUUID(), randomUUID()]
    for (const one of [sealed, suppressed]) await tell(log, one)
    const before = await fileOf('adjudication', sealed)
    await ordered(sealed, 'sealedItems', { kind: 'person', id: mai })
    await ordered(suppressed, 'nameSuppression', { kind: 'person', id: mai })
    const { chapters, ...after } = await fileOf('adjudication', sealed)
    expect({ ...after, chapters: before.chapters }).toEqual(before)
    expect(chapters.orders).toHaveLength(1)
    const mine = (await fileOf('victimSupport', sealed)).persons.find(({ personRef }) => personRef === mai)
    expect(mine).toMatchObject({ rightsInformed: [{}], screenings: [] })
    expect(JSON.stringify((await fileOf('victimSupport', suppressed)).persons)).toContain(mai)
    expect(JSON.stringify((await fileOf('victimSupport', suppressed, 'zz-elsewhere')).persons)).not.toContain(mai)
  })

  it('says that the case is there, and no more, when all of it is sealed', async () => {
    const one = randomUUID()
    await tell(log, one)
    const order = await ordered(one, 'sealedItems', { kind: 'case', id: one })
    const { chapters, persons, charges, withheld } = await fileOf('prosecution', one)
    expect({ persons, charges, withheld }).toEqual({ persons: [], charges: [], withheld: [order] })
    expect(Object.keys(chapters)).toEqual(['orders'])
  })

  it('is open again once the order is retracted', async () => {
    const one = randomUUID()
    await tell(log, one)
    const order = await ordered(one, 'sealedItems', { kind: 'person', id: mai })
    await remark(log, one, 'adjudication', { type: EventRetracted.type, data: { retractsId: order, ...byTheBook } })
    const file = await fileOf('prosecution', one)
    expect(file.withheld).toBeUndefined()
    expect(JSON.stringify(file)).toContain(mai)
  })
})

const userId = 'l.tan'
const sector = 'investigation'

describe('the list of cases', () => {
  it('has the cases that an agency takes part in, the last opened first, page by page', async () => {
    const cases = [randomUUID(), randomUUID(), randomUUID()]
    const agencyId = `zz-${randomUUID().slice(0, 8)}`
    for (const caseId of cases) await log.record({ caseId, facts: story.slice(0, 2), as: [...EVENT_TYPES.values()], agencyId })
    await foldOn('investigation')
    const first = await casesOf(dbs.investigation, ordersOf('investigation'), { sector, userId, agencyId, limit: 2 })
    const second = await casesOf(dbs.investigation, ordersOf('investigation'), { sector, userId, agencyId, limit: 2, cursor: first.next })
    expect([...first.cases, ...second.cases].map(({ caseId }) => caseId)).toEqual(cases.toReversed())
    expect(second.next).toBeUndefined()
    expect(
      (await casesOf(dbs.investigation, ordersOf('investigation'), { sector, userId, agencyId: 'zz-stranger', limit: 2 })).cases,
    ).toEqual([])
  })

  it('has a case for the receiving agency once it was handed over, and not before', async () => {
    const [before, after] = [randomUUID(), randomUUID()]
    await tell(log, before, story.slice(0, 3))
    await tell(log, after, story.slice(0, 8))
    await foldOn('prosecution')
    const asked = { userId, sector: 'prosecution' as const, agencyId: 'zz-receiver', receivingAgency: 'zz-receiver', limit: 500 }
    const listed = (await casesOf(dbs.prosecution, ordersOf('prosecution'), asked)).cases.map(({ caseId }) => caseId)
    expect(listed).toContain(after)
    expect(listed).not.toContain(before)
  })

  it('counts what an order of the court leaves of a case, and says whose order it is', async () => {
    const one = randomUUID()
    const agencyId = `zz-${randomUUID().slice(0, 8)}`
    await log.record({ caseId: one, facts: story.slice(0, 8), as: [...EVENT_TYPES.values()], agencyId })
    const data = { scope: ['sealedItems'], covers: [{ kind: 'person', id: mai }], tier: 'courtOnly' }
    const order = await remark(log, one, 'adjudication', { type: ConfidentialityOrdered.type, data })
    await foldOn('investigation')
    expect(await casesOf(dbs.investigation, ordersOf('investigation'), { sector, userId, agencyId, limit: 2 })).toMatchObject({
      cases: [{ caseId: one, persons: 1 }],
      withheld: [{ caseId: one, by: [order] }],
    })
  })

  it('refuses a cursor that it did not give out', () =>
    expect(
      casesOf(dbs.prosecution, ordersOf('prosecution'), {
        userId,
        sector: 'prosecution',
        agencyId: 'zz-police',
        limit: 1,
        cursor: 'bm90IG9uZQ',
      }),
    ).rejects.toThrow(UnknownCursor))
})
