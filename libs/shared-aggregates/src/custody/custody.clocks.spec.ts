import {
  adjudicationDetention,
  investigationDetention,
  JUSTICE_SERVICES,
  PresumedVictimIdentified,
  type EventType,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { clockSpecificationOf, effectiveFact } from '../deadlines/deadlines.fixtures.ts'
import { custodyClockOf } from './custody.clocks.ts'

const clock = custodyClockOf('investigation')
const detentionEndsWithinLimit = clock.rule
const { statesOf } = clockSpecificationOf('investigation', [clock])
const victim = { personRef: PresumedVictimIdentified.example.personRef }

describe('the limits of detention', () => {
  const { DetentionOrdered, DetentionExtended, DetentionEnded } = investigationDetention
  const ordered = (from: string, until?: string) => effectiveFact(DetentionOrdered, from, { ...victim, from, until, authority: 'POLICE' })
  const held = (day: string, ...facts: ReturnType<typeof effectiveFact>[]) => statesOf(detentionEndsWithinLimit, day, ...facts)

  describe(detentionEndsWithinLimit.sentence, () => {
    it('counts the first and the last day', () => {
      expect(held('2020-06-01', ordered('2020-03-01', '2020-03-20'))).toEqual(['met'])
      expect(held('2020-06-01', ordered('2020-03-01', '2020-03-21'))).toEqual(['metLate'])
    })
    it('is overdue until another order or a release ends the detention', () => {
      expect(held('2020-03-20', ordered('2020-03-01'))).toEqual(['due'])
      expect(held('2020-03-21', ordered('2020-03-01'))).toEqual(['overdue'])
      const released = effectiveFact(DetentionEnded, undefined, { ...victim, at: '2020-03-10' })
      expect(held('2020-04-21', ordered('2020-03-01'), released)).toEqual(['met'])
    })
    it('is not recorded as missed if an import does not state the end, though it is listed as overdue', () => {
      const { deadlinesOwed } = clockSpecificationOf('investigation', [clock])
      const imported = { imported: { source: 'a-log', agencyId: 'zz-police', asReported: true as const } }
      const open = { ...victim, from: '2020-03-01', authority: 'POLICE', until: undefined }
      const [reported, live] = [imported, {}].map((envelope) => effectiveFact(DetentionOrdered, '2020-03-01', open, envelope))
      expect([reported, live].map((fact) => fact && deadlinesOwed(fact)[0]?.missed)).toEqual([false, true])
      expect(reported && held('2020-03-21', reported)).toEqual(['overdue'])
      const tooLong = effectiveFact(DetentionOrdered, '2020-03-01', { ...open, until: '2020-03-21' }, imported)
      expect(deadlinesOwed(tooLong)).toMatchObject([{ missed: true, owedBy: 'zz-police', reportedBy: 'an-agency' }])
    })
    it('applies the law in force at that time', () => expect(held('2026-06-01', ordered('2026-01-02', '2026-03-30'))).toEqual([]))
    it('applies the law of the day of the order, or of the first day if the day of the order is unknown', () => {
      const from = (day: string, on?: string) =>
        effectiveFact(DetentionOrdered, on, { ...victim, from: day, until: '2026-03-30', authority: 'POLICE' })
      expect(held('2026-06-01', from('2026-01-10', '2025-12-30'))).toEqual(['metLate'])
      expect(held('2026-06-01', from('2025-12-30', '2026-01-10'))).toEqual([])
      expect(held('2026-06-01', from('2025-12-30'))).toEqual(['metLate'])
    })
    it('of an extension depends on whose order it prolongs: the last one that did not begin later', () => {
      const { deadlinesOwed } = clockSpecificationOf('adjudication', [custodyClockOf('adjudication')])
      const order = (type: EventType, authority: string, from: string) => effectiveFact(type, from, { ...victim, from, authority })
      const ofPolice = order(DetentionOrdered, 'POLICE', '2020-03-01')
      const ofCourt = order(adjudicationDetention.DetentionOrdered, 'DISTRICT_COURT', '2020-04-01')
      const extension = (from: string) => order(adjudicationDetention.DetentionExtended, 'DISTRICT_COURT', from)
      const lastDay = (...facts: ReturnType<typeof effectiveFact>[]) =>
        deadlinesOwed(...facts)
          .at(-1)
          ?.dueBy.slice(0, 10)
      expect(lastDay(ofPolice, extension('2020-05-01'))).toBe('2020-05-31')
      expect(lastDay(ofPolice, ofCourt, extension('2020-05-01'))).toBe('2020-06-30')
      expect(lastDay(ofPolice, ofCourt, extension('2020-03-21'))).toBe('2020-04-20')
      expect(lastDay(extension('2020-05-01'))).toBe('2020-06-30')
    })
    it('never compares an extension with the limit of an order', () => {
      const extended = (authority: string) =>
        effectiveFact(DetentionExtended, '2020-03-21', { ...victim, from: '2020-03-21', until: '2020-04-29', authority })
      expect(held('2020-06-01', extended('POLICE'))).toEqual([])
      expect(held('2020-06-01', extended('PROSECUTION'))).toEqual(['met'])
    })
  })
})

it.each(JUSTICE_SERVICES)('the detention clock of %s has a rule with the prefix of the service', (service) =>
  expect(custodyClockOf(service).rule.id).toBe(`${service}.detention-ends-within-limit`),
)
