import { OnlineTraceRecorded, PreservationRequested } from '@case-timeline/contracts'
import { rowsShownBy, exampleFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { linkedTraceOf } from './linked-traces.ts'
import { linkedTracesView, type Trace } from './linked-traces.view.ts'

const { traceId, traceHash } = OnlineTraceRecorded.example
const [ours, alsoOurs, theirs] = [
  '11111111-0000-4000-8000-000000000001',
  '11111111-0000-4000-8000-000000000002',
  '22222222-0000-4000-8000-000000000003',
]
const recorded = (): Trace => {
  const [trace] = rowsShownBy(linkedTracesView, exampleFact(OnlineTraceRecorded, {}, { agencyId: 'zz-police', occurredAt: '2026-04-02' }))
  if (!trace) throw new Error('no trace shown')
  return trace
}
const sameTraces = [
  { ...recorded(), caseId: ours },
  { ...recorded(), caseId: alsoOurs },
  { ...recorded(), caseId: theirs, recordedBy: 'my-police' },
]

describe('the view of linked traces', () => {
  it('shows each trace once, and no other events', () =>
    expect(rowsShownBy(linkedTracesView, exampleFact(OnlineTraceRecorded), exampleFact(PreservationRequested))).toMatchObject([
      { traceId },
    ]))

  it('shows the agency’s own cases with the same trace, and of other cases only the agency to contact', () =>
    expect(linkedTraceOf({ ...recorded(), caseId: ours }, sameTraces, new Set([ours, alsoOurs]))).toMatchObject({
      caseId: ours,
      ownCases: [alsoOurs],
      alsoHeldBy: ['my-police'],
    }))

  it('shows neither the hash of a trace nor a case in which the agency does not participate', () => {
    const text = JSON.stringify(linkedTraceOf({ ...recorded(), caseId: ours }, sameTraces, new Set([ours, alsoOurs])))
    for (const hidden of [traceHash, theirs]) expect(text).not.toContain(hidden)
  })
})
