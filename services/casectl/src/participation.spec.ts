import { rowsShownBy } from '@case-timeline/projections/fixtures'
import { participationEventsOf, handoversIn } from '@case-timeline/reactions'
import { describe, expect, it } from '@jest/globals'
import { DESCRIPTIONS } from './descriptions.ts'

const every = DESCRIPTIONS.map((service) => ({ service, name: service.name, handovers: handoversIn(service.module) }))

describe('the handovers of a service declare which events bring its agency into a case', () => {
  it('and these are all such events', () =>
    expect(
      Object.fromEntries(every.map(({ name, handovers }) => [name, participationEventsOf(handovers).map(({ type }) => type)])),
    ).toEqual({
      investigation: [],
      prosecution: ['investigation.CaseReferredToProsecution', 'investigation.VictimSuspectConflictFlagged'],
      adjudication: ['prosecution.IndictmentFiled'],
      victimSupport: ['investigation.PresumedVictimIdentified'],
      auditTrail: [],
    }))

  it('and a handover that is received by an agency that does not take part yet declares all its events', () => {
    const adding = every.flatMap(({ handovers }) => handovers).filter(({ participantsOnly }) => !participantsOnly)
    expect(adding.length).toBeGreaterThan(0)
    expect(
      adding.filter(({ on, participationEvents }) => on.some((event) => !participationEvents.includes(event))).map(({ name }) => name),
    ).toEqual([])
  })

  it.each(every.filter(({ handovers }) => handovers.length > 0))('and the case file of $name follows the same declarations', (one) => {
    const view = one.service.views.find(({ name }) => name === 'case-file')
    const events = view === undefined || view.events === 'every' ? [] : view.events
    const adding = participationEventsOf(one.handovers)
    const handingOver = events.filter((event) => {
      const rows = view === undefined ? [] : rowsShownBy(view, { type: event.type, data: event.example })
      // An event that names its office adds that one, and not the receiving agency.
      return rows.some((row) => 'handedOver' in row && (row.handedOver === true || ('namedOffice' in row && adding.includes(event))))
    })
    expect(new Set(handingOver)).toEqual(new Set(adding))
  })
})
