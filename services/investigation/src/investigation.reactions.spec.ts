import { EVENT_TYPES, MlaRequestExecuted, PersonRefsMerged, PoliceReportMade, PresumedVictimIdentified } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { certifiesItems, flagsConflicts, receivesTasks, takesIdentifications } from './investigation.reactions.ts'

/** The commands that the example of an event causes in this service. */
const commandsCausedBy = (handover: typeof certifiesItems, type: string) => {
  const event = EVENT_TYPES.get(type)
  return handover.causes({ id: eventId, type, data: event?.example })
}
const eventId = 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e'

describe('the police who lead a case', () => {
  it.each([
    ['prosecution.FurtherInvestigationRequested', { task: 'investigateFurther', dueAt: '2027-01-15T16:00:00Z' }],
    ['victimSupport.ConsentWithdrawn', { task: 'stopSharing', personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }],
    ['adjudication.ProtectionMeasureOrdered', { task: 'protectVictim', personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }],
    ['prosecution.LeadJurisdictionAgreed', { task: 'followLeadJurisdiction', chargeIds: ['c4a26e10-0f1e-4d2c-8b3a-495867768594'] }],
    ['victimSupport.PoliceReportMade', { task: 'investigateFurther', personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }],
    ['victimSupport.PoliceReportWithdrawn', { task: 'stopSharing', personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }],
  ])('receive a task for %s', (type, data) => expect(commandsCausedBy(receivesTasks, type)).toEqual([{ data: { eventId, ...data } }]))

  it('receive a task for no other event type', () => expect(receivesTasks.on).toHaveLength(6))
  it('receive a task for a report of a victim only if the report is for them', async () => {
    const made = { id: eventId, type: PoliceReportMade.type, data: PoliceReportMade.example }
    const concerns = (agencyId: string) => receivesTasks.concerns?.(made, agencyId, () => Promise.resolve([]))
    expect(await Promise.all([concerns('ph-police'), concerns('ph-harbour-police')])).toEqual([true, false])
  })
  it('receive a task only in a case in which they participate', () => expect(receivesTasks.participantsOnly).toBe(true))
})

it('a request from another country that was executed here certifies no item', () => {
  const received = { ...MlaRequestExecuted.example, direction: 'received' }
  expect(certifiesItems.causes({ id: eventId, type: MlaRequestExecuted.type, data: received })).toEqual([])
})

it('each item of an executed request is certified by a separate command', () => {
  const items = [1, 2].map((n) => ({ id: `a0000000-0000-4000-8000-00000000000${n}`, sha256: String(n).repeat(64) }))
  const executed = { ...MlaRequestExecuted.example, items }
  expect(certifiesItems.causes({ id: eventId, type: MlaRequestExecuted.type, data: executed })).toEqual(
    items.map(({ id, sha256 }) => ({
      target: id,
      data: {
        evidenceId: id,
        sha256,
        requestId: executed.requestId,
        certification: executed.certification,
        conditions: executed.conditions,
      },
    })),
  )
})

it('an identification by victim support is taken into the record of police who take part in the case, unchanged', () => {
  expect(takesIdentifications.participantsOnly).toBe(true)
  const data = { ...PresumedVictimIdentified.example, decisionMakingOrg: 'NGO', mandate: 'ngo' } as const
  const identified = { id: eventId, type: PresumedVictimIdentified.type, data }
  expect(takesIdentifications.causes(identified)).toEqual([{ target: data.personRef, data }])
})

it('a merge of references causes a conflict check of the kept reference, only in a case in which police participate', () => {
  expect(flagsConflicts.participantsOnly).toBe(true)
  const { keptRef } = PersonRefsMerged.example
  const merged = { id: eventId, type: PersonRefsMerged.type, data: PersonRefsMerged.example }
  expect(flagsConflicts.causes(merged)).toEqual([{ target: keptRef, data: { personRef: keptRef } }])
})
