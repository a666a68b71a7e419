import { EVENT_TYPES, PresumedVictimIdentified } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { hearsOfTheCase, offersSupport } from './person.reactions.ts'

/** What the example of an event makes this sector do. */
const caused = (handover: typeof hearsOfTheCase, type: string) => {
  const event = EVENT_TYPES.get(type)
  return handover.causes({ id: eventId, type, data: event?.example })
}
const eventId = 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e'

describe('victim support hears of', () => {
  it.each([
    ['adjudication.BailDecided', { task: 'tellTheVictim', personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e' }],
    ['investigation.DetentionEnded', { task: 'tellTheVictim', personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e' }],
    ['prosecution.DetentionEnded', { task: 'tellTheVictim', personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e' }],
    ['adjudication.DetentionEnded', { task: 'tellTheVictim', personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e' }],
    ['adjudication.HearingDateOrdered', { task: 'tellTheVictim' }],
    ['adjudication.HearingScheduled', { task: 'tellTheVictim' }],
    ['adjudication.HearingAdjourned', { task: 'tellTheVictim' }],
    [
      'adjudication.VerdictDelivered',
      { task: 'tellTheVictim', personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e', chargeIds: ['9c8b7a60-5f4e-4d3c-8b2a-190807060504'] },
    ],
    ['adjudication.SentenceImposed', { task: 'tellTheVictim', chargeIds: ['9c8b7a60-5f4e-4d3c-8b2a-190807060504'] }],
  ])('%s', (type, data) => expect(caused(hearsOfTheCase, type)).toEqual([{ data: { eventId, ...data } }]))

  it('and of nothing else', () => expect(hearsOfTheCase.on).toHaveLength(9))
  it('only where it takes part already', () => expect(hearsOfTheCase.amongParticipants).toBe(true))
})

it('whoever is identified as a presumed victim is offered support', () =>
  expect(caused(offersSupport, PresumedVictimIdentified.type)).toEqual([
    { data: { personRef: PresumedVictimIdentified.example.personRef, origin: 'identification' } },
  ]))
