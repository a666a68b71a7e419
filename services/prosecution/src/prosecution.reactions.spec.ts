import { CaseReferredToProsecution, EVENT_TYPES } from '@case-timeline/contracts'
import { manifestOf } from '@case-timeline/casework'
import { canonicalHash } from '@case-timeline/event-store'
import { describe, expect, it } from '@jest/globals'
import { receivesNotices, receivesDossiers } from './prosecution.reactions.ts'

/** The commands that the example of an event causes in this service. */
const commandsCausedBy = (handover: typeof receivesNotices, type: string) => {
  const event = EVENT_TYPES.get(type)
  return handover.causes({ id: eventId, type, data: event?.example })
}
const eventId = 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e'

describe('the prosecution service', () => {
  it.each([
    ['investigation.VictimSuspectConflictFlagged', { task: 'assessNonPunishment', personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e' }],
    ['adjudication.ProtectionMeasureOrdered', { task: 'prepareProtectedTestimony', personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }],
    ['victimSupport.SafetyAlertRaised', { task: 'protectVictim', personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }],
    ['victimSupport.ConsentWithdrawn', { task: 'stopSharing', personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }],
  ])('receives a task for %s', (type, data) => expect(commandsCausedBy(receivesNotices, type)).toEqual([{ data: { eventId, ...data } }]))

  it('receives a task for no other event type', () => expect(receivesNotices.on).toHaveLength(4))
  it('receives a task only in a case in which it participates', () => expect(receivesNotices.participantsOnly).toBe(true))
})

it('the stated hash of a dossier is compared with the hash of its lists', () => {
  const { dossierId, suspects, evidence, manifestHash: stated } = CaseReferredToProsecution.example
  expect(commandsCausedBy(receivesDossiers, CaseReferredToProsecution.type)).toEqual([
    { data: { dossierId, manifestHash: stated, foundHash: canonicalHash(manifestOf({ dossierId, suspects, evidence })) } },
  ])
})
