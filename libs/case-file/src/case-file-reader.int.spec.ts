import type { ThisService } from '@case-timeline/access'
import { ConfidentialityOrdered } from '@case-timeline/contracts'
import { importedCases, type RequestContext, textOf } from '@case-timeline/http'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { randomBytes, randomUUID } from 'node:crypto'
import { caseFileControllerOf } from './case-file.controller.ts'
import { type CaseFileReader, caseFileReader } from './case-file-reader.ts'
import { AGENCIES, caseHistory, recordHistory, recordRemark, victim } from './case-history.fixtures.ts'
import { CASE_FILES_OF, type FoldedFiles, foldedFiles, type Sector, SECTORS } from './folded-files.fixtures.ts'
import { testRequestContextOf } from './service-views.fixtures.ts'

let files: FoldedFiles
beforeAll(async () => {
  files = await foldedFiles()
})
afterAll(() => files.log.close())

const readerIn = (sector: Sector, maxBytes?: number): CaseFileReader =>
  caseFileReader(files.dbs[sector], CASE_FILES_OF[sector], files.ordersOf(sector), maxBytes)

const recordedCase = async (): Promise<string> => {
  const caseId = randomUUID()
  await recordHistory(files.log, caseId, caseHistory.slice(0, 6))
  for (const sector of SECTORS) await files.foldAvailable(sector)
  return caseId
}

const suppressing = {
  type: ConfidentialityOrdered.type,
  data: { scope: ['nameSuppression'], covers: [{ kind: 'person', id: victim }], tier: 'courtOnly' },
}

it('a file is the same object to all who see the whole of it, until its row is written again', async () => {
  const caseId = await recordedCase()
  const read = readerIn('investigation')
  const own = { sector: 'investigation', agencyId: AGENCIES.investigation } as const
  const first = await read(caseId, own)
  expect(first).toMatchObject({ caseId })
  expect(await read(caseId, own)).toBe(first)
  expect(await read(caseId, { ...own, agencyId: 'zz-other-police' })).toBe(first)
  await recordHistory(files.log, caseId, caseHistory.slice(6))
  await files.foldAvailable('investigation')
  const later = await read(caseId, own)
  expect(later).not.toEqual(first)
  expect(later).toEqual(await readerIn('investigation')(caseId, own))
  expect(String(textOf(later))).toBe(JSON.stringify(later))
})

it('the next reading after an order shows what it leaves, and the court goes on to read the whole', async () => {
  const caseId = await recordedCase()
  const [police, court] = [readerIn('investigation'), readerIn('adjudication')]
  const readBoth = async (): Promise<readonly string[]> =>
    Promise.all([
      police(caseId, { sector: 'investigation', agencyId: AGENCIES.investigation }).then((file) => String(textOf(file))),
      court(caseId, { sector: 'adjudication', agencyId: AGENCIES.adjudication }).then((file) => String(textOf(file))),
    ])
  const isNamed = (text: string): boolean => text.includes(victim)
  expect((await readBoth()).map(isNamed)).toEqual([true, true])
  // The views do not know of it yet: their rows are as they were kept.
  await recordRemark(files.log, caseId, 'adjudication', suppressing)
  expect((await readBoth()).map(isNamed)).toEqual([false, true])
  expect((await readBoth()).map(isNamed)).toEqual([false, true])
})

it('what is kept is bounded: with room for one file, each of two is read as if nothing was kept', async () => {
  const caseIds = [await recordedCase(), await recordedCase()]
  const [small, large] = [readerIn('investigation', 1), readerIn('investigation')]
  const viewer = { sector: 'investigation', agencyId: AGENCIES.investigation } as const
  const first = await small(caseIds[0] ?? '', viewer)
  await small(caseIds[1] ?? '', viewer)
  const again = await small(caseIds[0] ?? '', viewer)
  expect(again).not.toBe(first)
  expect(again).toEqual(first)
  expect(again).toEqual(await large(caseIds[0] ?? '', viewer))
})

it('a controller answers all requests with the object that it read first, whole or as an order leaves it', async () => {
  const caseId = await recordedCase()
  const Controller = caseFileControllerOf(CASE_FILES_OF.investigation)
  const self: ThisService = { service: 'investigation', receiving: undefined, operatingAgencies: [] }
  const imported = importedCases(randomBytes(32))
  const controller: object = new Controller(
    files.dbs.investigation,
    self,
    files.ordersOf('investigation'),
    imported,
    files.log.storeOf('investigation'),
  )
  const read = Reflect.get(controller, 'caseFile') as (context: RequestContext) => Promise<unknown>
  const asked = () => read.call(controller, { ...testRequestContextOf(AGENCIES.investigation, 'investigation'), caseId })
  const whole = await asked()
  expect(await asked()).toBe(whole)
  await recordRemark(files.log, caseId, 'adjudication', suppressing)
  const left = await asked()
  expect(left).not.toEqual(whole)
  expect(await asked()).toBe(left)
})
