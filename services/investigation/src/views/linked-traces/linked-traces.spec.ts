import { OnlineTraceRecorded, PreservationRequested } from '@case-timeline/contracts'
import { shownBy, told } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { withTwins } from './linked-traces.ts'
import { linkedTracesView, type Trace } from './linked-traces.view.ts'

const { traceId, traceHash } = OnlineTraceRecorded.example
const [ours, alsoOurs, theirs] = [
  '11111111-0000-4000-8000-000000000001',
  '11111111-0000-4000-8000-000000000002',
  '22222222-0000-4000-8000-000000000003',
]
const recorded = (): Trace => {
  const [trace] = shownBy(linkedTracesView, told(OnlineTraceRecorded, {}, { agencyId: 'zz-police', occurredAt: '2026-04-02' }))
  if (!trace) throw new Error('no trace shown')
  return trace
}
const twins = [
  { ...recorded(), caseId: ours },
  { ...recorded(), caseId: alsoOurs },
  { ...recorded(), caseId: theirs, recordedBy: 'my-police' },
]

describe('the linked traces', () => {
  it('has each trace once, and nothing but traces', () =>
    expect(shownBy(linkedTracesView, told(OnlineTraceRecorded), told(PreservationRequested))).toMatchObject([{ traceId }]))

  it('names the agency’s own cases that hold it too, and of a case of others only whom to ask', () =>
    expect(withTwins({ ...recorded(), caseId: ours }, twins, new Set([ours, alsoOurs]))).toMatchObject({
      caseId: ours,
      ownCases: [alsoOurs],
      alsoHeldBy: ['my-police'],
    }))

  it('shows neither the trace’s hash nor a case in which the agency takes no part', () => {
    const text = JSON.stringify(withTwins({ ...recorded(), caseId: ours }, twins, new Set([ours, alsoOurs])))
    for (const hidden of [traceHash, theirs]) expect(text).not.toContain(hidden)
  })
})
