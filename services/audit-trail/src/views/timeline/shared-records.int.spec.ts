import { AccessExcluded, SuspectArrested } from '@case-timeline/contracts'
import { countedReads, goingBack, TEST_LOGS, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { sharedRecords } from './shared-records.ts'

const arrest = { type: SuspectArrested.type, data: SuspectArrested.example }
const exclusion = { type: AccessExcluded.type, data: AccessExcluded.example }

describe.each(TEST_LOGS)('the records of a case that are shared with a sector, on %s', (_, openLog) => {
  let log: TestLog
  beforeAll(async () => {
    log = await openLog()
  })
  afterAll(() => log.close())
  const arrested = (caseId: string) => log.record({ caseId, eventTypes: [SuspectArrested], facts: [arrest] })

  it('are read once, for any reader, and then only as far as something was recorded', async () => {
    const { store, events } = countedReads(log.storeOf('auditTrail'))
    const shared = sharedRecords(store)
    const caseId = randomUUID()
    const { ids } = await arrested(caseId)
    await log.record({
      ...{ caseId, eventTypes: [AccessExcluded], facts: [exclusion] },
      ...{ service: 'prosecution', aggregate: `record-${caseId}`, agencyId: 'zz-prosecution' },
    })
    const first = await shared(caseId, 'investigation')
    expect(first.records.map(({ envelope: { id } }) => id)).toEqual(ids)
    expect(await shared(caseId, 'investigation')).toBe(first)
    expect((await shared(caseId, 'prosecution')).records).toHaveLength(2)
    const { ids: added } = await arrested(caseId)
    expect((await shared(caseId, 'investigation')).records.map(({ envelope: { id } }) => id)).toEqual([...ids, ...added])
    expect(events).toEqual([2, 1])
  })

  it('are those of the case alone, also where there is room for one only', async () => {
    const shared = sharedRecords(log.storeOf('auditTrail'), 1)
    const caseIds = [randomUUID(), randomUUID()]
    const recorded = await Promise.all(caseIds.map(arrested))
    for (const [index, caseId] of [...caseIds.entries(), ...caseIds.entries()])
      expect((await shared(caseId, 'investigation')).records.map(({ envelope: { id } }) => id)).toEqual(recorded[index]?.ids)
  })

  it('are those of the log that there is now, if it goes back while later events are read', async () => {
    const restored = await openLog()
    const caseId = randomUUID()
    await arrested(caseId)
    const ids: string[] = []
    for (let times = 0; times < 3; times += 1)
      ids.push(...(await restored.record({ caseId, eventTypes: [SuspectArrested], facts: [arrest] })).ids)
    const { store, goesBackAtNextReading } = goingBack(log.storeOf('auditTrail'), restored.storeOf('auditTrail'))
    const shared = sharedRecords(store)
    expect((await shared(caseId, 'investigation')).records).toHaveLength(1)
    await arrested(caseId)
    goesBackAtNextReading()
    expect((await shared(caseId, 'investigation')).records.map(({ envelope: { id } }) => id)).toEqual(ids)
    await restored.close()
  })

  it('are none of a case that has no events, until it has', async () => {
    const shared = sharedRecords(log.storeOf('auditTrail'))
    const caseId = randomUUID()
    expect((await shared(caseId, 'investigation')).records).toEqual([])
    await arrested(caseId)
    expect((await shared(caseId, 'investigation')).records).toHaveLength(1)
  })
})
