import { AccessExcluded, ConfidentialityOrdered, EVENT_TYPES, SuspectArrested } from '@case-timeline/contracts'
import { materialise, materialisedSchema } from '@case-timeline/projections'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { casesOf } from './case-files.ts'
import { caseHistory, recordRemark, victim } from './case-history.fixtures.ts'
import { CASE_FILES_OF, type FoldedFiles, foldedFiles } from './folded-files.fixtures.ts'

const sector = 'investigation'
const userId = 'l.tan'

let files: FoldedFiles
beforeAll(async () => void (files = await foldedFiles()))
afterAll(() => files.log.close())

it('the list of cases has at a position the lines of then, of the cases that are the agency’s now, with the orders of now', async () => {
  const [shown, excluded, closed] = [randomUUID(), randomUUID(), randomUUID()]
  const agencyId = `zz-${randomUUID().slice(0, 8)}`
  const recorded = { eventTypes: [...EVENT_TYPES.values()], agencyId }
  for (const caseId of [shown, excluded, closed]) await files.log.record({ ...recorded, caseId, facts: caseHistory.slice(0, 8) })
  await files.foldAvailable('investigation')
  const [db, store, view] = [files.dbs.investigation, files.log.storeOf('investigation'), CASE_FILES_OF.investigation]
  const work = { db, store, views: [view], schema: 'as_known', signal: new AbortController().signal }
  await materialise({ ...work, until: await store.lastPosition() })
  const at = await materialisedSchema({ db, store }, 'as_known', view)
  const listed = (changes: object = {}) =>
    casesOf(db, view, files.ordersOf('investigation'), { sector, userId, agencyId, limit: 5, at, ...changes })
  const [before] = (await listed({ only: [shown] })).cases
  await files.log.record({ ...recorded, caseId: shown, facts: [{ type: SuspectArrested.type, data: SuspectArrested.example }] })
  await files.log.record({
    ...recorded,
    caseId: excluded,
    facts: [{ type: AccessExcluded.type, data: { ...AccessExcluded.example, userId } }],
  })
  await files.log.record({ ...recorded, caseId: randomUUID(), facts: caseHistory.slice(0, 2) })
  const data = { scope: ['sealedItems'], covers: [{ kind: 'person', id: victim }], tier: 'courtOnly' }
  const order = await recordRemark(files.log, closed, 'adjudication', { type: ConfidentialityOrdered.type, data })
  await files.foldAvailable('investigation')
  expect(await listed()).toMatchObject({
    cases: [{ caseId: closed, persons: 1 }, before],
    withheld: [{ caseId: closed, by: [order] }],
  })
  const first = await listed({ limit: 1 })
  expect((await listed({ limit: 1, cursor: first.next })).cases).toEqual([before])
  expect((await listed({ agencyId: 'zz-stranger' })).cases).toEqual([])
  expect((await listed({ at: undefined })).cases).toHaveLength(3)
})
