import { confidentiality } from '@case-timeline/access'
import { ConfidentialityOrdered, EVENT_TYPES, type ServiceName, SuspectArrested } from '@case-timeline/contracts'
import { countedReads, type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { importedCases } from '@case-timeline/http'
import { tablesOf } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomBytes, randomUUID } from 'node:crypto'
import { TimelineController } from './timeline.controller.ts'
import { timelineView } from './views/timeline/timeline.view.ts'

const eventTypes = [...EVENT_TYPES.values()]

let log: TestLog
/** The events of each reading of a case. */
let events: number[]
let controller: TimelineController
beforeAll(async () => {
  log = await testLog()
  const counted = countedReads(log.storeOf('auditTrail'))
  events = counted.events
  const db = await log.open(tablesOf([timelineView]))
  const views = { require: () => Promise.resolve() }
  controller = new TimelineController(db, counted.store, confidentiality(counted.store), importedCases(randomBytes(32)), views)
})
afterAll(() => log.close())

const arrest = (caseId: string) =>
  log.record({ caseId, eventTypes, facts: [{ type: SuspectArrested.type, data: SuspectArrested.example }] })
const order = (caseId: string) => {
  const data = { ...ConfidentialityOrdered.example, covers: [{ kind: 'person', id: SuspectArrested.example.personRef }], tier: 'courtOnly' }
  return log.record({ caseId, eventTypes, service: 'adjudication', facts: [{ type: ConfidentialityOrdered.type, data }] })
}
const timelineOf = async (caseId: string, sector: ServiceName, agencyId: string) => {
  const actor = { userId: 'a.ramos', agencyId, role: 'prosecutor' }
  events.length = 0
  const { entries } = await controller.timeline({ caseId, actor, roles: [], sector, correlationId: 'test' }, { order: 'occurred' })
  return { entries, read: [...events] }
}

describe.each([
  ['no order', () => Promise.resolve()],
  ['an order', order],
] as const)('the timeline of a case under %s', (_, closing) => {
  it('is read and computed once for the agencies of a sector, and goes on from there when something is recorded', async () => {
    const caseId = randomUUID()
    await arrest(caseId)
    await closing(caseId)
    const first = await timelineOf(caseId, 'prosecution', 'zz-prosecution')
    expect(first.read).toHaveLength(1)
    for (const agencyId of ['zz-prosecution', 'zz-harbour-prosecution']) {
      const again = await timelineOf(caseId, 'prosecution', agencyId)
      expect(again.read).toEqual([])
      expect(again.entries.every((entry, at) => entry === first.entries[at])).toBe(true)
    }
    await arrest(caseId)
    const later = await timelineOf(caseId, 'prosecution', 'zz-prosecution')
    expect([later.read, later.entries.length]).toEqual([[1], first.entries.length + 1])
  })
})
