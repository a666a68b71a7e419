import { EVENT_TYPES, PresumedVictimIdentified } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { receiveCaseNotices, offerSupport } from './victim-support.reactions.ts'

/** The commands that a handover causes for the example of an event type. */
const commandsCausedBy = (handover: typeof receiveCaseNotices, type: string) => {
  const event = EVENT_TYPES.get(type)
  return handover.causes({ id: eventId, type, data: event?.example })
}
const eventId = 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e'

describe('the case notices of victim support', () => {
  it.each([
    ['adjudication.BailDecided', { task: 'notifyVictim', personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e' }],
    ['investigation.DetentionEnded', { task: 'notifyVictim', personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e' }],
    ['prosecution.DetentionEnded', { task: 'notifyVictim', personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e' }],
    ['adjudication.DetentionEnded', { task: 'notifyVictim', personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e' }],
    ['adjudication.HearingDateOrdered', { task: 'notifyVictim' }],
    ['adjudication.HearingScheduled', { task: 'notifyVictim' }],
    ['adjudication.HearingAdjourned', { task: 'notifyVictim' }],
    [
      'adjudication.VerdictDelivered',
      { task: 'notifyVictim', personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e', chargeIds: ['9c8b7a60-5f4e-4d3c-8b2a-190807060504'] },
    ],
    [
      'adjudication.ChargesEnded',
      { task: 'notifyVictim', personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e', chargeIds: ['9c8b7a60-5f4e-4d3c-8b2a-190807060504'] },
    ],
    ['adjudication.AccusedSevered', { task: 'notifyVictim', chargeIds: ['9c8b7a60-5f4e-4d3c-8b2a-190807060504'] }],
    ['adjudication.PartsJoined', { task: 'notifyVictim', chargeIds: ['9c8b7a60-5f4e-4d3c-8b2a-190807060504'] }],
    ['adjudication.JoinderEnded', { task: 'notifyVictim' }],
    ['adjudication.AppealDecided', { task: 'notifyVictim', chargeIds: ['9c8b7a60-5f4e-4d3c-8b2a-190807060504'] }],
    ['adjudication.SentenceImposed', { task: 'notifyVictim', chargeIds: ['9c8b7a60-5f4e-4d3c-8b2a-190807060504'] }],
  ])('are received for the event %s', (type, data) =>
    expect(commandsCausedBy(receiveCaseNotices, type)).toEqual([{ data: { eventId, ...data } }]),
  )

  it('are received for fourteen event types only', () => expect(receiveCaseNotices.on).toHaveLength(14))
  it('are received only in cases in which victim support already participates', () =>
    expect(receiveCaseNotices.participantsOnly).toBe(true))
})

it('victim support offers support to every identified presumed victim', () =>
  expect(commandsCausedBy(offerSupport, PresumedVictimIdentified.type)).toEqual([
    { data: { personRef: PresumedVictimIdentified.example.personRef, origin: 'identification' } },
  ]))
