import {
  ConfidentialityOrdered,
  EVENT_TYPES,
  EventCorrected,
  EventRetracted,
  type Fact,
  PersonRefsMerged,
  PresumedVictimIdentified,
  type ServiceName,
  SuspectArrested,
  WarningRaised,
} from '@case-timeline/contracts'
import { digest, rebuild, verify } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { caseFileOf } from './case-file.view.ts'
import { casesOf, UnknownCursor } from './case-files.ts'
import { comparable, type FoldedFiles, foldedFiles, SECTORS } from './folded-files.fixtures.ts'
import { mai, remark, story, tell, trader } from './told-case.fixtures.ts'

let files: FoldedFiles
beforeAll(async () => {
  files = await foldedFiles()
}, 30_000)
afterAll(() => files.log.close())

const receives = (sector: ServiceName, { type }: Fact): boolean =>
  type.startsWith(`${sector}.`) || (EVENT_TYPES.get(type)?.visibility ?? []).includes(sector)

const byTheBook = { reasonCode: 'clericalError', approver: { userId: 'p.reyes', role: 'records-supervisor' } }

describe('a case file', () => {
  it.each(SECTORS)('shows %s every fact that it may receive, and none that it may not', async (sector) => {
    const one = randomUUID()
    const ids = await tell(files.log, one)
    const text = JSON.stringify(await files.fileOf(sector, one))
    const shown = story.filter((_, index) => text.includes(ids[index] ?? '')).map(({ type }) => type)
    expect(shown).toEqual(story.filter((fact) => receives(sector, fact)).map(({ type }) => type))
  })

  it('keeps support referrals, and to whom they went, from police, prosecutor and court', async () => {
    const one = randomUUID()
    await tell(files.log, one)
    for (const sector of ['investigation', 'prosecution', 'adjudication'] as const) {
      const file = await files.fileOf(sector, one)
      expect(file.referrals).toEqual([])
      expect(file.agencies).not.toContain('zz-shelter')
      expect(JSON.stringify(file)).not.toContain('zz-shelter')
    }
    const support = await files.fileOf('victimSupport', one)
    expect(support.referrals).toMatchObject([{ toOrg: 'zz-shelter', answers: [{ outcome: 'accepted' }] }])
    expect(support.evidence).toEqual([])
  })

  it('tells how a person stands, and who recorded what', async () => {
    const one = randomUUID()
    const ids = await tell(files.log, one)
    const { persons, leadAgency, dossiers } = await files.fileOf('prosecution', one)
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
    const ids = await tell(files.log, wrong)
    const corrected = { ...SuspectArrested.example, personRef: mai, rightsRead: false }
    await files.fileOf('prosecution', wrong)
    await remark(files.log, wrong, 'investigation', {
      type: WarningRaised.type,
      data: { ...WarningRaised.example, eventId: ids[3] },
    })
    expect((await files.fileOf('prosecution', wrong)).warnings).toHaveLength(1)
    await remark(files.log, wrong, 'investigation', {
      type: EventCorrected.type,
      data: { correctsId: ids[3], schemaVersion: 1, data: corrected, ...byTheBook },
    })
    await remark(files.log, wrong, 'investigation', { type: EventRetracted.type, data: { retractsId: ids[7], ...byTheBook } })
    await tell(
      files.log,
      right,
      story.flatMap((fact, index) => (index === 3 ? [{ ...fact, data: corrected }] : index === 7 ? [] : [fact])),
    )
    expect(comparable(await files.fileOf('prosecution', wrong))).toEqual(comparable(await files.fileOf('prosecution', right)))
  })

  it.each(SECTORS)(
    'of %s is the same wherever its batches ended, and rebuilt',
    async (sector) => {
      const identified = story.findIndex(({ type }) => type === PresumedVictimIdentified.type)
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 8 }), fc.nat(identified), async (sizes, corrected) => {
          const one = randomUUID()
          const ids = await tell(files.log, one)
          await remark(files.log, one, 'investigation', { type: EventRetracted.type, data: { retractsId: ids[corrected], ...byTheBook } })
          const data = { ...PersonRefsMerged.example, keptRef: mai, mergedRef: trader }
          await remark(files.log, one, 'prosecution', { type: PersonRefsMerged.type, data })
          await tell(files.log, one, story.slice(0, 3))
          await files.foldOn(sector, sizes)
          const view = caseFileOf(sector)
          const incremental = await digest(files.dbs[sector], view)
          const work = { view, store: files.log.storeOf(sector), db: files.dbs[sector] }
          expect(await verify(work)).toMatchObject({ differing: 0 })
          await rebuild(work)
          expect(await digest(files.dbs[sector], view)).toEqual(incremental)
        }),
        { numRuns: 3 },
      )
    },
    60_000,
  )
})

const userId = 'l.tan'
const sector = 'investigation'

describe('the list of cases', () => {
  it('has the cases that an agency takes part in, the last opened first, page by page', async () => {
    const cases = [randomUUID(), randomUUID(), randomUUID()]
    const agencyId = `zz-${randomUUID().slice(0, 8)}`
    for (const caseId of cases) await files.log.record({ caseId, facts: story.slice(0, 2), as: [...EVENT_TYPES.values()], agencyId })
    await files.foldOn('investigation')
    const first = await casesOf(files.dbs.investigation, files.ordersOf('investigation'), { sector, userId, agencyId, limit: 2 })
    const second = await casesOf(files.dbs.investigation, files.ordersOf('investigation'), {
      sector,
      userId,
      agencyId,
      limit: 2,
      cursor: first.next,
    })
    expect([...first.cases, ...second.cases].map(({ caseId }) => caseId)).toEqual(cases.toReversed())
    expect(second.next).toBeUndefined()
    expect(
      (await casesOf(files.dbs.investigation, files.ordersOf('investigation'), { sector, userId, agencyId: 'zz-stranger', limit: 2 }))
        .cases,
    ).toEqual([])
  })

  it('has a case for the receiving agency once it was handed over, and not before', async () => {
    const [before, after] = [randomUUID(), randomUUID()]
    await tell(files.log, before, story.slice(0, 3))
    await tell(files.log, after, story.slice(0, 8))
    await files.foldOn('prosecution')
    const asked = { userId, sector: 'prosecution' as const, agencyId: 'zz-receiver', receivingAgency: 'zz-receiver', limit: 500 }
    const listed = (await casesOf(files.dbs.prosecution, files.ordersOf('prosecution'), asked)).cases.map(({ caseId }) => caseId)
    expect(listed).toContain(after)
    expect(listed).not.toContain(before)
  })

  it('counts what an order of the court leaves of a case, and says whose order it is', async () => {
    const one = randomUUID()
    const agencyId = `zz-${randomUUID().slice(0, 8)}`
    await files.log.record({ caseId: one, facts: story.slice(0, 8), as: [...EVENT_TYPES.values()], agencyId })
    const data = { scope: ['sealedItems'], covers: [{ kind: 'person', id: mai }], tier: 'courtOnly' }
    const order = await remark(files.log, one, 'adjudication', { type: ConfidentialityOrdered.type, data })
    await files.foldOn('investigation')
    expect(await casesOf(files.dbs.investigation, files.ordersOf('investigation'), { sector, userId, agencyId, limit: 2 })).toMatchObject({
      cases: [{ caseId: one, persons: 1 }],
      withheld: [{ caseId: one, by: [order] }],
    })
  })

  it('refuses a cursor that it did not give out', () =>
    expect(
      casesOf(files.dbs.prosecution, files.ordersOf('prosecution'), {
        userId,
        sector: 'prosecution',
        agencyId: 'zz-police',
        limit: 1,
        cursor: 'bm90IG9uZQ',
      }),
    ).rejects.toThrow(UnknownCursor))
})
