import {
  ConfidentialityOrdered,
  EVENT_TYPES,
  EventCorrected,
  EventRetracted,
  type EventType,
  type Fact,
  PersonRefsMerged,
  PresumedVictimIdentified,
  RuleOverridden,
  type ServiceName,
  SuspectArrested,
  WarningRaised,
} from '@case-timeline/contracts'
import { digest, rebuild, verify } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { casesOf, UnknownCursor } from './case-files.ts'
import { CASE_FILES_OF, comparable, type FoldedFiles, foldedFiles, SECTORS } from './folded-files.fixtures.ts'
import { victim, recordRemark, caseHistory, recordHistory, suspect } from './case-history.fixtures.ts'

let files: FoldedFiles
beforeAll(async () => {
  files = await foldedFiles()
})
afterAll(() => files.log.close())

const receives = (sector: ServiceName, { type }: Fact): boolean =>
  type.startsWith(`${sector}.`) || (EVENT_TYPES.get(type)?.visibility ?? []).includes(sector)

const correctionReason = { reasonCode: 'clericalError', approver: { userId: 'p.reyes', role: 'records-supervisor' } }

describe('a case file', () => {
  it.each(SECTORS)('shows %s every fact that it may receive, and no other', async (sector) => {
    const one = randomUUID()
    const ids = await recordHistory(files.log, one)
    const text = JSON.stringify(await files.fileOf(sector, one))
    const shown = caseHistory.filter((_, index) => text.includes(ids[index] ?? '')).map(({ type }) => type)
    expect(shown).toEqual(caseHistory.filter((fact) => receives(sector, fact)).map(({ type }) => type))
  })

  it('hides support referrals and their receivers from police, prosecutor and court', async () => {
    const one = randomUUID()
    await recordHistory(files.log, one)
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

  it('shows the capacities of a person, and the source of each fact', async () => {
    const one = randomUUID()
    const ids = await recordHistory(files.log, one)
    const { persons, leadAgency, dossiers } = await files.fileOf('prosecution', one)
    const person = persons.find(({ personRef }) => personRef === victim)
    expect(person).toMatchObject({
      capacities: expect.arrayContaining(['suspect', 'presumedVictim']),
      conflict: { open: false },
      arrests: [{ record: { eventId: ids[3], occurredAt: '2016-03-27', recordedBy: 'zz-police' } }],
    })
    expect(person?.assessments).toHaveLength(1)
    expect(leadAgency).toBe('zz-taskforce')
    expect(dossiers).toMatchObject([{ state: 'received' }])
  })

  it('applies corrections and retractions, and drops the warnings about the original facts', async () => {
    const [wrong, right] = [randomUUID(), randomUUID()]
    const ids = await recordHistory(files.log, wrong)
    const corrected = { ...SuspectArrested.example, personRef: victim, rightsRead: false }
    await files.fileOf('prosecution', wrong)
    await recordRemark(files.log, wrong, 'investigation', {
      type: WarningRaised.type,
      data: { ...WarningRaised.example, eventId: ids[3] },
    })
    expect((await files.fileOf('prosecution', wrong)).warnings).toHaveLength(1)
    await recordRemark(files.log, wrong, 'investigation', {
      type: EventCorrected.type,
      data: { correctsId: ids[3], schemaVersion: 1, data: corrected, ...correctionReason },
    })
    await recordRemark(files.log, wrong, 'investigation', { type: EventRetracted.type, data: { retractsId: ids[7], ...correctionReason } })
    await recordHistory(
      files.log,
      right,
      caseHistory.flatMap((fact, index) => (index === 3 ? [{ ...fact, data: corrected }] : index === 7 ? [] : [fact])),
    )
    expect(comparable(await files.fileOf('prosecution', wrong))).toEqual(comparable(await files.fileOf('prosecution', right)))
  })

  it('marks what rests on a corrected fact, until the correction is retracted', async () => {
    const one = randomUUID()
    const ids = await recordHistory(files.log, one)
    const ofPolice = (type: EventType, data: object) =>
      recordRemark(files.log, one, 'investigation', { type: type.type, data: { ...data, ...correctionReason } })
    const corrects = (rightsRead: boolean) =>
      ofPolice(EventCorrected, {
        correctsId: ids[3],
        schemaVersion: 1,
        data: { ...SuspectArrested.example, personRef: victim, rightsRead },
      })
    const marksIn = async (sector: (typeof SECTORS)[number]) => {
      const found: object[] = []
      JSON.stringify(await files.fileOf(sector, one), (key, value: { readonly correctedAt?: string }) => {
        if (key === 'record' && value.correctedAt !== undefined) found.push(value)
        return value
      })
      return found
    }
    const recordedAt = async (id: string) =>
      (await files.log.storeOf('investigation').readCase(one)).find((event) => event.id === id)?.recordedAt
    expect(await marksIn('investigation')).toEqual([])
    const first = await corrects(false)
    const last = await corrects(true)
    for (const sector of SECTORS) expect(await marksIn(sector)).toMatchObject([{ eventId: ids[3], correctedAt: await recordedAt(last) }])
    await ofPolice(EventRetracted, { retractsId: last })
    expect(await marksIn('prosecution')).toMatchObject([{ eventId: ids[3], correctedAt: await recordedAt(first) }])
    await ofPolice(EventRetracted, { retractsId: first })
    expect(await marksIn('prosecution')).toEqual([])
  })

  it.each(['with the fact', 'after it'])('shows no warning or override of a fact by another sector, received %s', async (when) => {
    const one = randomUUID()
    const ids = await recordHistory(files.log, one)
    if (when === 'after it') await files.fileOf('investigation', one)
    const own = await recordRemark(files.log, one, 'investigation', {
      type: WarningRaised.type,
      data: { ...WarningRaised.example, eventId: ids[3] },
    })
    for (const { type, example } of [WarningRaised, RuleOverridden])
      // A type that the file of police does not show is not in a batch of it, either.
      for (const eventId of [ids[3], ids[2], ids[5]])
        await recordRemark(files.log, one, 'prosecution', { type, data: { ...example, eventId } })
    const { warnings, overrides } = await files.fileOf('investigation', one)
    expect([warnings.map(({ record }) => record.eventId), overrides]).toEqual([[own], []])
    const work = { view: CASE_FILES_OF.investigation, store: files.log.storeOf('investigation'), db: files.dbs.investigation }
    expect(await verify(work)).toMatchObject({ differing: 0 })
  })

  it.each(SECTORS)(
    'of %s has the same rows for any batch sizes, and after a rebuild',
    async (sector) => {
      const identified = caseHistory.findIndex(({ type }) => type === PresumedVictimIdentified.type)
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 8 }), fc.nat(identified), async (sizes, corrected) => {
          const one = randomUUID()
          const ids = await recordHistory(files.log, one)
          await recordRemark(files.log, one, 'investigation', {
            type: EventRetracted.type,
            data: { retractsId: ids[corrected], ...correctionReason },
          })
          const data = { ...PersonRefsMerged.example, keptRef: victim, mergedRef: suspect }
          await recordRemark(files.log, one, 'prosecution', { type: PersonRefsMerged.type, data })
          await recordHistory(files.log, one, caseHistory.slice(0, 3))
          await files.foldAvailable(sector, sizes)
          const view = CASE_FILES_OF[sector]
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
  it('contains the cases in which an agency participates, the newest first, in pages', async () => {
    const cases = [randomUUID(), randomUUID(), randomUUID()]
    const agencyId = `zz-${randomUUID().slice(0, 8)}`
    for (const caseId of cases)
      await files.log.record({ caseId, facts: caseHistory.slice(0, 2), eventTypes: [...EVENT_TYPES.values()], agencyId })
    await files.foldAvailable('investigation')
    const first = await casesOf(files.dbs.investigation, CASE_FILES_OF.investigation, files.ordersOf('investigation'), {
      sector,
      userId,
      agencyId,
      limit: 2,
    })
    const second = await casesOf(files.dbs.investigation, CASE_FILES_OF.investigation, files.ordersOf('investigation'), {
      sector,
      userId,
      agencyId,
      limit: 2,
      cursor: first.next,
    })
    expect([...first.cases, ...second.cases].map(({ caseId }) => caseId)).toEqual(cases.toReversed())
    expect(second.next).toBeUndefined()
    expect(
      (
        await casesOf(files.dbs.investigation, CASE_FILES_OF.investigation, files.ordersOf('investigation'), {
          sector,
          userId,
          agencyId: 'zz-stranger',
          limit: 2,
        })
      ).cases,
    ).toEqual([])
  })

  it('is restricted to given ids, and to the cases among them in which the agency participates', async () => {
    const [one, other, foreign] = [randomUUID(), randomUUID(), randomUUID()]
    const agencyId = `zz-${randomUUID().slice(0, 8)}`
    const recorded = { facts: caseHistory.slice(0, 2), eventTypes: [...EVENT_TYPES.values()] }
    for (const caseId of [one, other]) await files.log.record({ ...recorded, caseId, agencyId })
    await files.log.record({ ...recorded, caseId: foreign, agencyId: 'zz-somebody-else' })
    await files.foldAvailable('investigation')
    const listed = async (only: readonly string[]) => {
      const query = { sector, userId, agencyId, limit: 5, only } as const
      const { cases } = await casesOf(files.dbs.investigation, CASE_FILES_OF.investigation, files.ordersOf('investigation'), query)
      return cases.map(({ caseId }) => caseId)
    }
    expect(await listed([one, foreign, randomUUID()])).toEqual([one])
    expect(await listed([foreign])).toEqual([])
    expect(await listed([])).toEqual([])
  })

  it('contains a case for the receiving agency only after its handover', async () => {
    const [before, after] = [randomUUID(), randomUUID()]
    await recordHistory(files.log, before, caseHistory.slice(0, 3))
    await recordHistory(files.log, after, caseHistory.slice(0, 8))
    await files.foldAvailable('prosecution')
    const query = { userId, sector: 'prosecution' as const, agencyId: 'zz-receiver', receivingAgency: 'zz-receiver', limit: 500 }
    const listed = (await casesOf(files.dbs.prosecution, CASE_FILES_OF.prosecution, files.ordersOf('prosecution'), query)).cases.map(
      ({ caseId }) => caseId,
    )
    expect(listed).toContain(after)
    expect(listed).not.toContain(before)
  })

  it('counts only the disclosed facts of a case under a court order, and names the order', async () => {
    const one = randomUUID()
    const agencyId = `zz-${randomUUID().slice(0, 8)}`
    await files.log.record({ caseId: one, facts: caseHistory.slice(0, 8), eventTypes: [...EVENT_TYPES.values()], agencyId })
    const data = { scope: ['sealedItems'], covers: [{ kind: 'person', id: victim }], tier: 'courtOnly' }
    const order = await recordRemark(files.log, one, 'adjudication', { type: ConfidentialityOrdered.type, data })
    await files.foldAvailable('investigation')
    expect(
      await casesOf(files.dbs.investigation, CASE_FILES_OF.investigation, files.ordersOf('investigation'), {
        sector,
        userId,
        agencyId,
        limit: 2,
      }),
    ).toMatchObject({
      cases: [{ caseId: one, persons: 1 }],
      withheld: [{ caseId: one, by: [order] }],
    })
  })

  it('rejects a cursor that it did not issue', () =>
    expect(
      casesOf(files.dbs.prosecution, CASE_FILES_OF.prosecution, files.ordersOf('prosecution'), {
        userId,
        sector: 'prosecution',
        agencyId: 'zz-police',
        limit: 1,
        cursor: 'bm90IG9uZQ',
      }),
    ).rejects.toThrow(UnknownCursor))
})
