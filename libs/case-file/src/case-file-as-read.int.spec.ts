import { ConfidentialityOrdered, EventRetracted, type Fact, PersonRefsMerged, PersonRefsUnmerged } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { ReadableCaseFile } from './case-files.ts'
import { comparable, type FoldedFiles, foldedFiles, SECTORS } from './folded-files.fixtures.ts'
import { victim, recordRemark, caseHistory, recordHistory, suspect } from './case-history.fixtures.ts'

let files: FoldedFiles
beforeAll(async () => {
  files = await foldedFiles()
})
afterAll(() => files.log.close())

const correctionReason = { reasonCode: 'clericalError', approver: { userId: 'p.reyes', role: 'records-supervisor' } }

const merged = (keptRef: string, mergedRef: string): Fact => ({
  type: PersonRefsMerged.type,
  data: { ...PersonRefsMerged.example, keptRef, mergedRef },
})

describe('a case file with merged references', () => {
  const other = 'aaaaaaaa-0000-4000-8000-000000000009'
  /** The history in which every second fact names the victim by another reference. */
  const historyUnderTwoRefs = caseHistory.map((fact, index) =>
    index % 2 === 0 ? fact : { ...fact, data: JSON.parse(JSON.stringify(fact.data).replaceAll(victim, other)) as object },
  )
  const withoutMerges = ({ chapters: { record: _, ...chapters }, ...file }: ReadableCaseFile): unknown => ({
    ...(comparable(file as ReadableCaseFile) as object),
    persons: file.persons.map((person) => comparable({ ...person, alsoKnownAs: undefined } as unknown as ReadableCaseFile)),
    chapters: Object.keys(chapters),
  })

  it.each(SECTORS)('shows %s one person, as if all facts had been recorded under one reference', async (sector) => {
    const [two, one] = [randomUUID(), randomUUID()]
    await recordHistory(files.log, two, historyUnderTwoRefs.slice(0, 12))
    await files.foldAvailable(sector)
    await recordRemark(files.log, two, 'prosecution', merged(victim, other))
    await files.foldAvailable(sector)
    await recordHistory(files.log, two, historyUnderTwoRefs.slice(12))
    await recordHistory(files.log, one)
    const file = await files.fileOf(sector, two)
    expect(withoutMerges(file)).toEqual(withoutMerges(await files.fileOf(sector, one)))
    expect(file.persons.find(({ personRef }) => personRef === victim)?.alsoKnownAs).toEqual([other])
  })

  it('shows two persons again after an unmerge or a retraction of the merge', async () => {
    const [unmerged, retracted, never] = [randomUUID(), randomUUID(), randomUUID()]
    for (const caseId of [unmerged, retracted, never]) await recordHistory(files.log, caseId, historyUnderTwoRefs)
    await recordRemark(files.log, unmerged, 'prosecution', merged(victim, other))
    await recordRemark(files.log, unmerged, 'prosecution', { ...merged(victim, other), type: PersonRefsUnmerged.type })
    const merge = await recordRemark(files.log, retracted, 'prosecution', merged(victim, other))
    expect((await files.fileOf('prosecution', retracted)).persons.map(({ personRef }) => personRef)).not.toContain(other)
    await recordRemark(files.log, retracted, 'prosecution', { type: EventRetracted.type, data: { retractsId: merge, ...correctionReason } })
    const right = withoutMerges(await files.fileOf('prosecution', never))
    expect(withoutMerges(await files.fileOf('prosecution', unmerged))).toEqual(right)
    expect(withoutMerges(await files.fileOf('prosecution', retracted))).toEqual(right)
  })

  it('hides every reference of a person under a court order that names one of them', async () => {
    const one = randomUUID()
    await recordHistory(files.log, one, historyUnderTwoRefs)
    await recordRemark(files.log, one, 'prosecution', merged(victim, other))
    const data = { scope: ['nameSuppression'], covers: [{ kind: 'person', id: other }], tier: 'courtOnly' }
    await recordRemark(files.log, one, 'adjudication', { type: ConfidentialityOrdered.type, data })
    const file = await files.fileOf('investigation', one)
    expect(JSON.stringify(file)).not.toMatch(new RegExp(`${victim}|${other}`))
    expect(file.persons.filter(({ personRef }) => personRef.startsWith('withheld-by-'))).toHaveLength(1)
  })
})

describe('a case file under a court order', () => {
  const ordered = (caseId: string, scope: string, cover: object) =>
    recordRemark(files.log, caseId, 'adjudication', {
      type: ConfidentialityOrdered.type,
      data: { scope: [scope], covers: [cover], tier: 'courtOnly' },
    })
  const outside = ['investigation', 'prosecution'] as const

  it.each(outside)('shows %s the facts of a person with a suppressed name under a pseudonym that names the order', async (sector) => {
    const one = randomUUID()
    await recordHistory(files.log, one)
    const before = await files.fileOf(sector, one)
    const order = await ordered(one, 'nameSuppression', { kind: 'person', id: victim })
    const file = await files.fileOf(sector, one)
    expect(JSON.stringify(file)).not.toContain(victim)
    expect(file.withheld).toEqual([order])
    expect(file.persons.map(({ personRef }) => personRef)).toEqual(
      before.persons.map(({ personRef }) => (personRef === victim ? `withheld-by-${order}-1` : personRef)),
    )
    expect(file.persons.map(({ arrests }) => arrests.length)).toEqual(before.persons.map(({ arrests }) => arrests.length))
  })

  it.each(outside)('shows %s no fact of a person closed by court order, and all other facts', async (sector) => {
    const one = randomUUID()
    await recordHistory(files.log, one)
    const order = await ordered(one, 'sealedItems', { kind: 'person', id: victim })
    const file = await files.fileOf(sector, one)
    expect(JSON.stringify(file)).not.toContain(victim)
    expect(file.persons.map(({ personRef }) => personRef)).toContain(suspect)
    expect(file.withheld).toEqual([order])
  })

  it('shows the court everything, and the supporting agency its own records and the person’s reference', async () => {
    const [withheldItem, suppressed] = [randomUUID(), randomUUID()]
    for (const one of [withheldItem, suppressed]) await recordHistory(files.log, one)
    const before = await files.fileOf('adjudication', withheldItem)
    await ordered(withheldItem, 'sealedItems', { kind: 'person', id: victim })
    await ordered(suppressed, 'nameSuppression', { kind: 'person', id: victim })
    const { chapters, ...after } = await files.fileOf('adjudication', withheldItem)
    expect({ ...after, chapters: before.chapters }).toEqual(before)
    expect(chapters.orders).toHaveLength(1)
    const ownEntry = (await files.fileOf('victimSupport', withheldItem)).persons.find(({ personRef }) => personRef === victim)
    expect(ownEntry).toMatchObject({ rightsInformed: [{}], screenings: [] })
    expect(JSON.stringify((await files.fileOf('victimSupport', suppressed)).persons)).toContain(victim)
    expect(JSON.stringify((await files.fileOf('victimSupport', suppressed, 'zz-elsewhere')).persons)).not.toContain(victim)
  })

  it('shows only the existence of a case that is closed completely', async () => {
    const one = randomUUID()
    await recordHistory(files.log, one)
    const order = await ordered(one, 'sealedItems', { kind: 'case', id: one })
    const { chapters, persons, charges, withheld } = await files.fileOf('prosecution', one)
    expect({ persons, charges, withheld }).toEqual({ persons: [], charges: [], withheld: [order] })
    expect(Object.keys(chapters)).toEqual(['orders'])
  })

  it('is shown in full again once the order is retracted', async () => {
    const one = randomUUID()
    await recordHistory(files.log, one)
    const order = await ordered(one, 'sealedItems', { kind: 'person', id: victim })
    await recordRemark(files.log, one, 'adjudication', { type: EventRetracted.type, data: { retractsId: order, ...correctionReason } })
    const file = await files.fileOf('prosecution', one)
    expect(file.withheld).toBeUndefined()
    expect(JSON.stringify(file)).toContain(victim)
  })
})
