import { ageOnRecordIsStatedWhenHeld, type KnownAgeWhenHeld } from '@case-timeline/casework'
import { readingFor } from '@case-timeline/commands'
import {
  AccusedSevered,
  investigationDetention,
  investigationDetentionCommands,
  PresumedVictimIdentified,
  type AgeBand,
  type AgeRange,
  type EventType,
  type JusticeService,
} from '@case-timeline/contracts'
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { clockSpecificationOf, effectiveFact, tenDays } from '../deadlines/deadlines.fixtures.ts'
import { custodyClocksOf } from './custody.clocks.ts'
import { custodyStreamOf } from './custody.stream.ts'

const { OrderDetention } = investigationDetentionCommands
const { personRef } = OrderDetention.example
const caseId = '99999999-9999-4999-8999-999999999999'

const recordedBy = (service: string, { type, example }: EventType, data: object) => ({
  type,
  stream: `${service}.any-1`,
  data: { ...(example as object), ...data },
})
const identified = (ageBand: AgeBand, ageDisputed = false, service = 'investigation', of: string = personRef) =>
  recordedBy(service, PresumedVictimIdentified, { personRef: of, ageBand, ageDisputed })
const severed = (reason: string) => recordedBy('adjudication', AccusedSevered, { accusedRefs: [personRef], reason })

type Recorded = ReturnType<typeof recordedBy>

/** What a service knows of the age of a person whom it orders to be held. */
const ageKnownTo = (service: JusticeService, facts: readonly Recorded[], ageBand?: AgeBand, ageRange?: AgeRange) => {
  const command = { ...commandFor(OrderDetention, { ...OrderDetention.example, ageBand, ageRange }, undefined), service }
  return (readingFor(custodyStreamOf(service), storedCase(caseId, ...facts), command).known as KnownAgeWhenHeld).ageOnRecord
}

describe('the age of a person that the holder does not state', () => {
  it('is that which the service itself recorded last, if that is a child or in doubt', () => {
    const known = (...facts: readonly Recorded[]) => ageKnownTo('investigation', facts)
    expect(known(identified('child'))).toBe('child')
    expect(known(identified('unknown'))).toBe('unknown')
    expect(known(identified('adult', true))).toBe('unknown')
    expect(known(identified('adult'), identified('child'))).toBe('child')
    expect(known(identified('child'), identified('adult'))).toBeUndefined()
    expect(known(identified('child', false, 'investigation', 'a0000000-0000-4000-8000-000000000000'))).toBeUndefined()
  })
  it('is in doubt for a court that tries the person as a juvenile', () => {
    expect(ageKnownTo('adjudication', [severed('juvenile')])).toBe('unknown')
    expect(ageKnownTo('adjudication', [severed('fugitive')])).toBeUndefined()
  })
  it('is not that which another sector recorded, nor needed where the holder states it', () => {
    expect(ageKnownTo('investigation', [identified('child', false, 'victimSupport')])).toBeUndefined()
    for (const service of ['prosecution', 'adjudication'] as const) expect(ageKnownTo(service, [identified('child')])).toBeUndefined()
    expect(ageKnownTo('investigation', [severed('juvenile')])).toBeUndefined()
    for (const ageBand of ['child', 'unknown'] as const) expect(ageKnownTo('investigation', [identified('child')], ageBand)).toBeUndefined()
    expect(ageKnownTo('investigation', [identified('child')], undefined, { under: 15 })).toBeUndefined()
  })
  it('is kept next to an adult age that the holder states against it', () => {
    expect(ageKnownTo('investigation', [identified('child')], 'adult')).toBe('child')
    expect(ageKnownTo('investigation', [identified('adult')], 'adult')).toBeUndefined()
  })
})

describe('a person whom the service itself recorded as a child', () => {
  const ageOnRecord = 'child' as const
  const known = { caseExists: true, isUnderOrder: true, hasOpenConflict: false, limit: 'kept' as const }
  const { DetentionOrdered } = investigationDetention

  it(`is held with that age on record: ${ageOnRecordIsStatedWhenHeld.sentence}`, () => {
    const given = specificationOf(custodyStreamOf('investigation'))
    const { example } = OrderDetention
    given()
      .when(commandFor(OrderDetention, example, { ...known, ageOnRecord }))
      .then({ type: DetentionOrdered.type, data: { ...example, ageOnRecord } }, warning(ageOnRecordIsStatedWhenHeld))
    given()
      .when(commandFor(OrderDetention, example, known))
      .then({ type: DetentionOrdered.type, data: example })
  })
  it('is held under the limits for children, until the holder states another age', () => {
    const child = {
      activity: 'detentionOrdered' as const,
      persons: 'children' as const,
      maxDays: 5,
      validFrom: '2000-01-01',
      source: 'invented',
    }
    const policy = { ...tenDays, clocks: [child, ...tenDays.clocks] }
    const { deadlinesOwed } = clockSpecificationOf('investigation', custodyClocksOf('investigation'), policy)
    const ordered = (from: string, age: object) =>
      effectiveFact(DetentionOrdered, from, { personRef, from, until: undefined, authority: 'POLICE', ...age })
    const limitsOf = (...facts: readonly ReturnType<typeof ordered>[]) =>
      deadlinesOwed(...facts)
        .filter(({ ruleId }) => ruleId === 'investigation.detention-ends-within-limit')
        .map(({ dueBy }) => dueBy.slice(0, 10))
    const [asChild] = limitsOf(ordered('2020-03-01', { ageBand: 'child' }))
    const [asAdult] = limitsOf(ordered('2020-03-01', {}))
    expect(asChild).not.toBe(asAdult)
    expect(limitsOf(ordered('2020-03-01', { ageOnRecord }))).toEqual([asChild])
    expect(limitsOf(ordered('2020-03-01', { ageOnRecord, ageBand: 'adult' }))).toEqual([asAdult])
  })
})
