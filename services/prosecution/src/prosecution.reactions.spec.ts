import { CaseReferredToProsecution, EVENT_TYPES } from '@case-timeline/contracts'
import { manifestHash } from '@case-timeline/event-store'
import { describe, expect, it } from '@jest/globals'
import { takesNoticesIn, takesDossiersIn } from './prosecution.reactions.ts'

/** What the example of an event makes this sector do. */
const caused = (handover: typeof takesNoticesIn, type: string) => {
  const event = EVENT_TYPES.get(type)
  return handover.causes({ id: eventId, type, data: event?.example })
}
const eventId = 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e'

describe('the prosecutor hears of', () => {
  it.each([
    ['investigation.VictimSuspectConflictFlagged', { task: 'assessNonPunishment', personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e' }],
    ['adjudication.ProtectionMeasureOrdered', { task: 'prepareProtectedTestimony', personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }],
    ['victimSupport.SafetyAlertRaised', { task: 'keepHerSafe', personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }],
    ['victimSupport.ConsentWithdrawn', { task: 'stopSharing', personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }],
  ])('%s', (type, data) => expect(caused(takesNoticesIn, type)).toEqual([{ data: { eventId, ...data } }]))

  it('and of nothing else', () => expect(takesNoticesIn.on).toHaveLength(4))
  it('only where it takes part already', () => expect(takesNoticesIn.amongParticipants).toBe(true))
})

it('a dossier is compared by the hash of its own lists', () => {
  const { dossierId, suspects, evidence, manifestHash: stated } = CaseReferredToProsecution.example
  expect(caused(takesDossiersIn, CaseReferredToProsecution.type)).toEqual([
    { data: { dossierId, manifestHash: stated, foundHash: manifestHash({ dossierId, suspects, evidence }) } },
  ])
})
