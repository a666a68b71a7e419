import { EVENT_TYPES, IndictmentFiled } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { receiveDocketNotices, registerIndictments } from './adjudication.reactions.ts'

/** The commands that the example of an event causes in this service. */
const commandsCausedBy = (handover: typeof receiveDocketNotices, type: string) => {
  const event = EVENT_TYPES.get(type)
  return handover.causes({ id: eventId, type, data: event?.example })
}
const eventId = 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e'

describe('the court', () => {
  it.each([
    ['prosecution.ChargeAmended', { task: 'updateDocket', chargeIds: ['c4a26e10-0f1e-4d2c-8b3a-495867768594'] }],
    ['prosecution.ChargeWithdrawn', { task: 'updateDocket', chargeIds: ['c4a26e10-0f1e-4d2c-8b3a-495867768594'] }],
    ['prosecution.LeadJurisdictionAgreed', { task: 'updateDocket', chargeIds: ['c4a26e10-0f1e-4d2c-8b3a-495867768594'] }],
    ['prosecution.ProtectionMeasureSought', { task: 'decideOnProtection', personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e' }],
    ['victimSupport.SafetyAlertRaised', { task: 'protectVictim', personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }],
    ['victimSupport.ConsentWithdrawn', { task: 'stopSharing', personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }],
  ])('receives a task for the event %s', (type, data) =>
    expect(commandsCausedBy(receiveDocketNotices, type)).toEqual([{ data: { eventId, ...data } }]),
  )

  it('receives a task for no other event type', () => expect(receiveDocketNotices.on).toHaveLength(6))
  it('receives a task only in a case in which it participates', () => expect(receiveDocketNotices.participantsOnly).toBe(true))
})

it('a filed indictment is registered, also when the court does not participate in the case yet', () => {
  expect(commandsCausedBy(registerIndictments, IndictmentFiled.type)).toEqual([
    { data: { indictmentId: IndictmentFiled.example.indictmentId, origin: 'indictment' } },
  ])
  expect(registerIndictments.participantsOnly).toBe(false)
})
