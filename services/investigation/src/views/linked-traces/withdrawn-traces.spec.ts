import { EventCorrected, EventRetracted, OnlineTraceRecorded } from '@case-timeline/contracts'
import { type GivenEvent, storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { withdrawnTracesIn } from './withdrawn-traces.ts'

const caseId = '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b'
const stream = `investigation.record-${caseId}`
const { traceHash } = OnlineTraceRecorded.example
const recorded = { type: OnlineTraceRecorded.type, data: OnlineTraceRecorded.example, stream }
const retracted = { type: EventRetracted.type, data: { ...EventRetracted.example, retractsId: storedIdOf(0) }, stream }
const corrected = {
  type: EventCorrected.type,
  data: { ...EventCorrected.example, correctsId: storedIdOf(0), data: { ...OnlineTraceRecorded.example, traceHash: '0'.repeat(64) } },
  stream,
}

const withdrawnAfter = async (...events: readonly GivenEvent[]): Promise<readonly string[]> => {
  const page = { events: storedCase(caseId, ...events), position: '9' }
  return [...(await withdrawnTracesIn({ readAll: () => Promise.resolve(page) })()).keys()]
}

describe('a withdrawn trace', () => {
  it('is one that was retracted, or corrected to another one', async () => {
    expect(await withdrawnAfter(recorded)).toEqual([])
    expect(await withdrawnAfter(recorded, retracted)).toEqual([traceHash])
    expect(await withdrawnAfter(recorded, corrected)).toEqual([traceHash])
  })

  it('is none that another sector retracts or corrects, whatever else its event names', async () => {
    const foreign = { stream: `prosecution.record-${caseId}` }
    expect(await withdrawnAfter(recorded, { ...retracted, ...foreign }, { ...corrected, ...foreign })).toEqual([])
    const other = { ...recorded, data: { ...OnlineTraceRecorded.example, traceHash: '1'.repeat(64) } }
    const ofBoth = { ...retracted, data: { ...retracted.data, correctsId: storedIdOf(1) } }
    expect(await withdrawnAfter(recorded, other, ofBoth)).toEqual([traceHash])
  })
})
