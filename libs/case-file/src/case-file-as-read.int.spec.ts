import { ConfidentialityOrdered, EventRetracted, type Fact, PersonRefsMerged, PersonRefsUnmerged } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { ReadableCaseFile } from './case-files.ts'
import { comparable, type FoldedFiles, foldedFiles, SECTORS } from './folded-files.fixtures.ts'
import { mai, remark, story, tell, trader } from './told-case.fixtures.ts'

let files: FoldedFiles
beforeAll(async () => {
  files = await foldedFiles()
}, 30_000)
afterAll(() => files.log.close())

const byTheBook = { reasonCode: 'clericalError', approver: { userId: 'p.reyes', role: 'records-supervisor' } }

const merged = (keptRef: string, mergedRef: string): Fact => ({
  type: PersonRefsMerged.type,
  data: { ...PersonRefsMerged.example, keptRef, mergedRef },
})

describe('a case file in which two references turn out to be one person', () => {
  const other = 'aaaaaaaa-0000-4000-8000-000000000009'
  /** The story in which half of what concerns her was recorded under another reference. */
  const underTwo = story.map((fact, index) =>
    index % 2 === 0 ? fact : { ...fact, data: JSON.parse(JSON.stringify(fact.data).replaceAll(mai, other)) as object },
  )
  const withoutMerges = ({ chapters: { record: _, ...chapters }, ...file }: ReadableCaseFile): unknown => ({
    ...(comparable(file as ReadableCaseFile) as object),
    persons: file.persons.map((person) => comparable({ ...person, alsoKnownAs: undefined } as unknown as ReadableCaseFile)),
    chapters: Object.keys(chapters),
  })

  it.each(SECTORS)('shows %s one person, as if she had had one reference from the beginning', async (sector) => {
    const [two, one] = [randomUUID(), randomUUID()]
    await tell(files.log, two, underTwo.slice(0, 12))
    await files.foldOn(sector)
    await remark(files.log, two, 'prosecution', merged(mai, other))
    await files.foldOn(sector)
    await tell(files.log, two, underTwo.slice(12))
    await tell(files.log, one)
    const file = await files.fileOf(sector, two)
    expect(withoutMerges(file)).toEqual(withoutMerges(await files.fileOf(sector, one)))
    expect(file.persons.find(({ personRef }) => personRef === mai)?.alsoKnownAs).toEqual([other])
  })

  it('shows two persons again when they are unmerged, or the merge is retracted', async () => {
    const [unmerged, retracted, never] = [randomUUID(), randomUUID(), randomUUID()]
    for (const caseId of [unmerged, retracted, never]) await tell(files.log, caseId, underTwo)
    await remark(files.log, unmerged, 'prosecution', merged(mai, other))
    await remark(files.log, unmerged, 'prosecution', { ...merged(mai, other), type: PersonRefsUnmerged.type })
    const merge = await remark(files.log, retracted, 'prosecution', merged(mai, other))
    expect((await files.fileOf('prosecution', retracted)).persons.map(({ personRef }) => personRef)).not.toContain(other)
    await remark(files.log, retracted, 'prosecution', { type: EventRetracted.type, data: { retractsId: merge, ...byTheBook } })
    const right = withoutMerges(await files.fileOf('prosecution', never))
    expect(withoutMerges(await files.fileOf('prosecution', unmerged))).toEqual(right)
    expect(withoutMerges(await files.fileOf('prosecution', retracted))).toEqual(right)
  })

  it('keeps under an order of the court whatever reference it names her by', async () => {
    const one = randomUUID()
    await tell(files.log, one, underTwo)
    await remark(files.log, one, 'prosecution', merged(mai, other))
    const data = { scope: ['nameSuppression'], covers: [{ kind: 'person', id: other }], tier: 'courtOnly' }
    await remark(files.log, one, 'adjudication', { type: ConfidentialityOrdered.type, data })
    const file = await files.fileOf('investigation', one)
    expect(JSON.stringify(file)).not.toMatch(new RegExp(`${mai}|${other}`))
    expect(file.persons.filter(({ personRef }) => personRef.startsWith('withheld-by-'))).toHaveLength(1)
  })
})

describe('a case file under an order of the court', () => {
  const ordered = (caseId: string, scope: string, cover: object) =>
    remark(files.log, caseId, 'adjudication', {
      type: ConfidentialityOrdered.type,
      data: { scope: [scope], covers: [cover], tier: 'courtOnly' },
    })
  const outside = ['investigation', 'prosecution'] as const

  it.each(outside)('shows %s the facts of a person whose name is suppressed under a pseudonym that names the order', async (sector) => {
    const one = randomUUID()
    await tell(files.log, one)
    const before = await files.fileOf(sector, one)
    const order = await ordered(one, 'nameSuppression', { kind: 'person', id: mai })
    const file = await files.fileOf(sector, one)
    expect(JSON.stringify(file)).not.toContain(mai)
    expect(file.withheld).toEqual([order])
    expect(file.persons.map(({ personRef }) => personRef)).toEqual(
      before.persons.map(({ personRef }) => (personRef === mai ? `withheld-by-${order}-1` : personRef)),
    )
    expect(file.persons.map(({ arrests }) => arrests.length)).toEqual(before.persons.map(({ arrests }) => arrests.length))
  })

  it.each(outside)('shows %s nothing of a person who is sealed, and all else', async (sector) => {
    const one = randomUUID()
    await tell(files.log, one)
    const order = await ordered(one, 'sealedItems', { kind: 'person', id: mai })
    const file = await files.fileOf(sector, one)
    expect(JSON.stringify(file)).not.toContain(mai)
    expect(file.persons.map(({ personRef }) => personRef)).toContain(trader)
    expect(file.withheld).toEqual([order])
  })

  it('shows the court all of it, and those who support her their own records and her name', async () => {
    const [sealed, suppressed] = [randomUUID(), randomUUID()]
    for (const one of [sealed, suppressed]) await tell(files.log, one)
    const before = await files.fileOf('adjudication', sealed)
    await ordered(sealed, 'sealedItems', { kind: 'person', id: mai })
    await ordered(suppressed, 'nameSuppression', { kind: 'person', id: mai })
    const { chapters, ...after } = await files.fileOf('adjudication', sealed)
    expect({ ...after, chapters: before.chapters }).toEqual(before)
    expect(chapters.orders).toHaveLength(1)
    const mine = (await files.fileOf('victimSupport', sealed)).persons.find(({ personRef }) => personRef === mai)
    expect(mine).toMatchObject({ rightsInformed: [{}], screenings: [] })
    expect(JSON.stringify((await files.fileOf('victimSupport', suppressed)).persons)).toContain(mai)
    expect(JSON.stringify((await files.fileOf('victimSupport', suppressed, 'zz-elsewhere')).persons)).not.toContain(mai)
  })

  it('says that the case is there, and no more, when all of it is sealed', async () => {
    const one = randomUUID()
    await tell(files.log, one)
    const order = await ordered(one, 'sealedItems', { kind: 'case', id: one })
    const { chapters, persons, charges, withheld } = await files.fileOf('prosecution', one)
    expect({ persons, charges, withheld }).toEqual({ persons: [], charges: [], withheld: [order] })
    expect(Object.keys(chapters)).toEqual(['orders'])
  })

  it('is open again once the order is retracted', async () => {
    const one = randomUUID()
    await tell(files.log, one)
    const order = await ordered(one, 'sealedItems', { kind: 'person', id: mai })
    await remark(files.log, one, 'adjudication', { type: EventRetracted.type, data: { retractsId: order, ...byTheBook } })
    const file = await files.fileOf('prosecution', one)
    expect(file.withheld).toBeUndefined()
    expect(JSON.stringify(file)).toContain(mai)
  })
})
