import type { DeadlineRule } from '@case-timeline/casework'
import {
  adjudicationDetention,
  AppealDecided,
  BailDecided,
  ChargeLaid,
  ChargeWithdrawn,
  investigationDeath,
  investigationDetention,
  JUSTICE_SERVICES,
  NonPunishmentApplied,
  NonPunishmentAssessed,
  NoProsecutionDecided,
  PresumedVictimIdentified,
  SuspectArrested,
  VerdictDelivered,
  type EventType,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { clockSpecificationOf, effectiveFact, tenDays } from '../deadlines/deadlines.fixtures.ts'
import { custodyClocksOf } from './custody.clocks.ts'

const clocks = custodyClocksOf('investigation')
const [detentionEndsWithinLimit, personIsReleasedWhenRightToHoldEnds, limitOfCustodyIsKnown] = clocks.map(({ rule }) => rule) as [
  DeadlineRule,
  DeadlineRule,
  DeadlineRule,
]
const { statesOf, deadlinesOwed } = clockSpecificationOf('investigation', clocks)
const limitsOwed = (...facts: readonly ReturnType<typeof effectiveFact>[]) =>
  deadlinesOwed(...facts).filter(({ ruleId }) => ruleId === detentionEndsWithinLimit.id)
const victim = { personRef: PresumedVictimIdentified.example.personRef }

describe('the limits of detention', () => {
  const { DetentionOrdered, DetentionExtended, DetentionEnded } = investigationDetention
  const ordered = (from: string, until?: string) => effectiveFact(DetentionOrdered, from, { ...victim, from, until, authority: 'POLICE' })
  const held = (day: string, ...facts: ReturnType<typeof effectiveFact>[]) => statesOf(detentionEndsWithinLimit, day, ...facts)

  describe(detentionEndsWithinLimit.sentence, () => {
    it('counts the first and the last day', () => {
      expect(held('2020-06-01', ordered('2020-03-01', '2020-03-20'))).toEqual(['met'])
      expect(held('2020-06-01', ordered('2020-03-01', '2020-03-21'))).toEqual(['overdue'])
    })
    it('is overdue until another order or a release ends the detention', () => {
      expect(held('2020-03-20', ordered('2020-03-01'))).toEqual(['due'])
      expect(held('2020-03-21', ordered('2020-03-01'))).toEqual(['overdue'])
      const released = effectiveFact(DetentionEnded, undefined, { ...victim, at: '2020-03-10' })
      expect(held('2020-04-21', ordered('2020-03-01'), released)).toEqual(['met'])
    })
    it('is not recorded as missed if an import does not state the end, though it is listed as overdue', () => {
      const imported = { imported: { source: 'a-log', agencyId: 'zz-police', asReported: true as const } }
      const open = { ...victim, from: '2020-03-01', authority: 'POLICE', until: undefined }
      const [reported, live] = [imported, {}].map((envelope) => effectiveFact(DetentionOrdered, '2020-03-01', open, envelope))
      expect([reported, live].map((fact) => fact && limitsOwed(fact)[0]?.missed)).toEqual([false, true])
      expect(reported && held('2020-03-21', reported)).toEqual(['overdue'])
      const tooLong = effectiveFact(DetentionOrdered, '2020-03-01', { ...open, until: '2020-03-21' }, imported)
      expect(limitsOwed(tooLong)).toMatchObject([{ missed: true, owedBy: 'zz-police', reportedBy: 'an-agency' }])
    })
    it('applies the law in force at that time', () => expect(held('2026-06-01', ordered('2026-01-02', '2026-03-30'))).toEqual([]))
    it('applies the law of the day of the order, or of the first day if the day of the order is unknown', () => {
      const from = (day: string, on?: string) =>
        effectiveFact(DetentionOrdered, on, { ...victim, from: day, until: '2026-03-30', authority: 'POLICE' })
      expect(held('2026-06-01', from('2026-01-10', '2025-12-30'))).toEqual(['overdue'])
      expect(held('2026-06-01', from('2025-12-30', '2026-01-10'))).toEqual([])
      expect(held('2026-06-01', from('2025-12-30'))).toEqual(['overdue'])
    })
    it('of an extension depends on whose order it prolongs: the last one that did not begin later', () => {
      const { deadlinesOwed: owedByCourt } = clockSpecificationOf('adjudication', custodyClocksOf('adjudication'))
      const order = (type: EventType, authority: string, from: string) => effectiveFact(type, from, { ...victim, from, authority })
      const ofPolice = order(DetentionOrdered, 'POLICE', '2020-03-01')
      const ofCourt = order(adjudicationDetention.DetentionOrdered, 'DISTRICT_COURT', '2020-04-01')
      const extension = (from: string) => order(adjudicationDetention.DetentionExtended, 'DISTRICT_COURT', from)
      const lastDay = (...facts: ReturnType<typeof effectiveFact>[]) =>
        owedByCourt(...facts)
          .findLast(({ ruleId }) => ruleId === 'adjudication.detention-ends-within-limit')
          ?.dueBy.slice(0, 10)
      expect(lastDay(ofPolice, extension('2020-05-01'))).toBe('2020-05-31')
      expect(lastDay(ofPolice, ofCourt, extension('2020-05-01'))).toBe('2020-06-30')
      expect(lastDay(ofPolice, ofCourt, extension('2020-03-21'))).toBe('2020-04-20')
      expect(lastDay(extension('2020-05-01'))).toBe('2020-06-30')
    })
    it('of an extension is that of the last order under the same power', () => {
      const { deadlinesOwed: owedByCourt } = clockSpecificationOf('adjudication', custodyClocksOf('adjudication'))
      const order = (type: EventType, authority: string, from: string, otherAuthority?: string) =>
        effectiveFact(type, from, { ...victim, from, until: undefined, authority, otherAuthority })
      const ofImmigration = order(DetentionOrdered, 'POLICE', '2020-03-10', 'IMMIGRATION')
      const owed = owedByCourt(
        order(DetentionOrdered, 'POLICE', '2020-03-01'),
        ofImmigration,
        order(adjudicationDetention.DetentionExtended, 'DISTRICT_COURT', '2020-05-01'),
      )
      expect(owed.map(({ ruleId, dueBy }) => [ruleId, dueBy.slice(0, 10)])).toEqual([
        ['adjudication.detention-ends-within-limit', '2020-05-31'],
      ])
    })
    it('never compares an extension with the limit of an order', () => {
      const extended = (authority: string) =>
        effectiveFact(DetentionExtended, '2020-03-21', { ...victim, from: '2020-03-21', until: '2020-04-29', authority })
      expect(held('2020-06-01', extended('POLICE'))).toEqual([])
      expect(held('2020-06-01', extended('PROSECUTION'))).toEqual(['met'])
    })
  })
})

describe('the limit of an arrest', () => {
  const { DetentionOrdered, DetentionEnded } = investigationDetention
  const arrested = (at: string | undefined, envelope = {}) => effectiveFact(SuspectArrested, at, victim, envelope)
  const ordered = (from: string) => effectiveFact(DetentionOrdered, from, { ...victim, from, authority: 'POLICE' })
  const released = (at: string) => effectiveFact(DetentionEnded, at, { ...victim, at })
  const dueOf = (...facts: ReturnType<typeof effectiveFact>[]) => limitsOwed(...facts).map(({ dueBy }) => dueBy)

  it('is counted in hours from its moment, or from the end of its day', () => {
    expect(dueOf(arrested('2020-03-01T10:00:00Z'))).toEqual(['2020-03-02T10:00:00.000Z'])
    expect(dueOf(arrested('2020-03-01'))).toEqual(['2020-03-03T00:00:00.000Z'])
  })
  it('is kept by an order or a release in time, and missed by a later one, whatever was recorded first', () => {
    const arrest = arrested('2020-03-01T10:00:00Z')
    const states = (...facts: ReturnType<typeof effectiveFact>[]) => statesOf(detentionEndsWithinLimit, '2020-03-10', ...facts)
    expect(states(arrest)).toEqual(['overdue'])
    for (const inTime of [ordered('2020-03-02'), released('2020-03-01T20:00:00Z')]) {
      expect(states(arrest, inTime)[0]).toBe('met')
      expect(states(inTime, arrest)).toContain('met')
      expect(states(inTime, arrest)).not.toContain('overdue')
    }
    expect(states(arrest, released('2020-03-02T10:00:00Z'))).toEqual(['metLate'])
  })
  it('is kept by an order of which only the same day is known, whichever was recorded first', () => {
    const [arrest, order] = [arrested('2020-03-01T06:40:00Z'), ordered('2020-03-01')]
    for (const facts of [
      [arrest, order],
      [order, arrest],
    ])
      expect(statesOf(detentionEndsWithinLimit, '2020-03-03', ...facts).toSorted()).toEqual(['due', 'met'])
  })
  it('is counted from the recording, if its time is unknown, and not at all if an import does not say it', () => {
    expect(dueOf(arrested(undefined))).toEqual(['2026-11-26T10:00:00.000Z'])
    expect(dueOf(arrested(undefined, { imported: { source: 'a-log' } }))).toEqual([])
  })
})

describe(personIsReleasedWhenRightToHoldEnds.sentence, () => {
  const accused = { accusedRef: victim.personRef }
  const { DetentionOrdered, DetentionExtended, DetentionEnded } = investigationDetention
  const [chargeId, otherCharge] = ['c4a26e10-0f1e-4d2c-8b3a-495867768594', 'd4a26e10-0f1e-4d2c-8b3a-495867768594']
  const detained = effectiveFact(DetentionOrdered, '2020-03-01', { ...victim, from: '2020-03-01', until: undefined, authority: 'POLICE' })
  const charged = (id = chargeId, on = '2020-03-02') => effectiveFact(ChargeLaid, on, { ...accused, chargeId: id })
  const tried = (verdict: string, on: string, id = chargeId) => effectiveFact(VerdictDelivered, on, { ...accused, chargeId: id, verdict })
  const appealed = (effect: string, on: string) => effectiveFact(AppealDecided, on, { effects: [{ chargeId, effect }] })
  const withdrawn = (on: string, reasonCode = 'insufficientEvidence') => effectiveFact(ChargeWithdrawn, on, { chargeId, reasonCode })
  const bail = (granted: boolean, on: string) => effectiveFact(BailDecided, on, { ...accused, granted })
  const assessed = (decision: string) => effectiveFact(NonPunishmentAssessed, '2020-03-05', { ...victim, liability: 'criminal', decision })
  const released = (at: string) => effectiveFact(DetentionEnded, at, { ...victim, at })
  const extended = (from: string) => effectiveFact(DetentionExtended, from, { ...victim, from, until: undefined })
  const orderedAgain = (from: string) => effectiveFact(DetentionOrdered, from, { ...victim, from, authority: 'POLICE' })
  const states = (...facts: ReturnType<typeof effectiveFact>[]) => statesOf(personIsReleasedWhenRightToHoldEnds, '2020-06-01', ...facts)

  it.each([
    ['an acquittal at trial', [charged(), tried('notGuilty', '2020-04-01')]],
    ['an acquittal on appeal', [charged(), tried('guilty', '2020-04-01'), appealed('acquitted', '2020-05-01')]],
    ['the withdrawal of the last charge', [charged(), withdrawn('2020-04-01')]],
    ['bail', [charged(), bail(true, '2020-04-01')]],
    ['a decision not to punish', [assessed('noCharge')]],
    [
      'a court that clears the person',
      [charged(), effectiveFact(NonPunishmentApplied, '2020-04-01', { ...victim, chargeIds: [chargeId] })],
    ],
    ['a decision not to prosecute', [effectiveFact(NoProsecutionDecided, '2020-04-01', { suspects: [victim.personRef] })]],
  ])('is owed after %s, and overdue if no release is recorded', (_, facts) => {
    expect(states(detained, ...facts)).toEqual(['overdue'])
    expect(states(...facts)).toEqual([])
    expect(states(detained, released('2020-03-03'), ...facts)).toEqual([])
  })

  it('is met by a release in time, which may be recorded first', () => {
    const acquitted = tried('notGuilty', '2020-04-01')
    expect(states(detained, charged(), acquitted, released('2020-04-02'))).toEqual(['met'])
    expect(states(detained, released('2020-04-02'), charged(), acquitted)).toEqual(['met'])
    expect(states(detained, charged(), acquitted, released('2020-04-03'))).toEqual(['metLate'])
  })

  it('is not owed while a charge is left, or ended in a conviction', () => {
    const acquitted = tried('notGuilty', '2020-04-01')
    expect(states(detained, charged(), charged(otherCharge), acquitted)).toEqual([])
    expect(states(detained, charged(), charged(otherCharge), tried('guilty', '2020-04-01', otherCharge), acquitted)).toEqual([])
    expect(states(detained, charged(), assessed('noCharge'))).toEqual([])
    expect(states(detained, assessed('seekQuash'))).toEqual([])
  })

  it('is not owed after a conviction on appeal, which ends what an acquittal at trial began', () => {
    const acquitted = tried('notGuilty', '2020-04-01')
    expect(states(charged(), acquitted, appealed('convicted', '2020-05-01'), orderedAgain('2020-05-02'))).toEqual([])
    expect(states(detained, charged(), acquitted, appealed('convicted', '2020-04-02'))).toEqual(['met'])
    expect(states(detained, charged(), tried('guilty', '2020-04-01'), appealed('verdictStands', '2020-05-01'))).toEqual([])
    expect(states(detained, charged(), tried('guilty', '2020-04-01'), appealed('retrial', '2020-05-01'))).toEqual([])
  })

  it('ends with a new charge, order or refusal of bail, but not with an extension', () => {
    const acquitted = tried('notGuilty', '2020-04-01')
    expect(states(detained, charged(), acquitted, charged(otherCharge, '2020-04-02'))).toEqual(['met'])
    expect(states(detained, charged(), acquitted, orderedAgain('2020-04-02'))).toEqual(['met'])
    expect(states(detained, charged(), acquitted, extended('2020-04-02'))).toEqual(['overdue'])
    expect(states(detained, charged(), bail(true, '2020-04-01'), bail(false, '2020-04-02'))).toEqual(['met'])
  })

  it('is owed again when an appeal against an acquittal, for which the person was held, is dismissed', () =>
    expect(
      states(detained, charged(), tried('notGuilty', '2020-04-01'), orderedAgain('2020-04-02'), appealed('verdictStands', '2020-05-01')),
    ).toEqual(['met', 'overdue']))

  it('is owed for a person of whom the prosecutor states the death, until the service that holds the person records it', () => {
    const stated = [detained, charged(), withdrawn('2020-04-01', 'accusedDeceased')]
    const died = effectiveFact(investigationDeath.PersonDiedInCustody, '2020-04-01', { ...victim, at: '2020-04-01' })
    expect(states(...stated)).toEqual(['overdue'])
    expect(states(...stated, died)).toEqual(['met'])
  })

  it('is owed by the agency that holds the person, under the law of what ended the right', () => {
    const verdict = effectiveFact(VerdictDelivered, '2020-04-01', { ...accused, chargeId, verdict: 'notGuilty' }, {
      actor: { agencyId: 'a-court' },
    } as never)
    const { deadlinesOwed: owedByCourt } = clockSpecificationOf('adjudication', custodyClocksOf('adjudication'))
    const [owed] = deadlinesOwed(detained, charged(), verdict).filter(({ ruleId }) => ruleId === personIsReleasedWhenRightToHoldEnds.id)
    expect(owed).toMatchObject({ owedBy: 'an-agency', eventId: verdict.id, missed: true })
    expect(owed?.custody).toMatchObject({ concern: 'rightEnded', ground: 'acquitted', authority: 'POLICE', heldByEventId: detained.id })
    expect(owedByCourt(detained, charged(), verdict)).toEqual([])
  })

  it('is not recorded as missed if an import reports the acquittal without the release', () => {
    const imported = { imported: { source: 'a-log', asReported: true as const } }
    const verdict = (on: string | undefined) =>
      effectiveFact(VerdictDelivered, on, { ...accused, chargeId, verdict: 'notGuilty' }, imported)
    const owed = (on: string | undefined) =>
      deadlinesOwed(detained, charged(), verdict(on)).filter(({ ruleId }) => ruleId === personIsReleasedWhenRightToHoldEnds.id)
    expect(owed('2020-04-01')).toMatchObject([{ missed: false }])
    expect(owed(undefined)).toEqual([])
  })
})

describe(limitOfCustodyIsKnown.sentence, () => {
  const { DetentionOrdered, DetentionEnded } = investigationDetention
  const ordered = (from: string) => effectiveFact(DetentionOrdered, from, { ...victim, from, until: undefined, authority: 'POLICE' })
  const states = (day: string, ...facts: ReturnType<typeof effectiveFact>[]) => statesOf(limitOfCustodyIsKnown, day, ...facts)

  it('is listed from the day on which a person is held and no law is known, until the person is free', () => {
    const [order, release] = [ordered('2026-02-01'), effectiveFact(DetentionEnded, undefined, { ...victim, at: '2026-02-20' })]
    expect(states('2026-02-01', order)).toEqual(['limitUnknown'])
    expect(states('2026-02-10', order, release)).toEqual(['limitUnknown'])
    expect(states('2026-03-01', order, release)).toEqual(['met'])
    expect(statesOf(detentionEndsWithinLimit, '2026-06-01', order)).toEqual([])
  })
  it('is never recorded as missed', () =>
    expect(deadlinesOwed(ordered('2026-02-01'))).toMatchObject([{ ruleId: limitOfCustodyIsKnown.id, missed: false }]))
  it('is listed of an extension of an order of an authority that no limit of extensions names, and measured by the longest number', () => {
    const unlimited = {
      activity: 'detentionExtended' as const,
      authority: 'DISTRICT_COURT',
      prolongs: 'HIGH_COURT',
      unlimited: true as const,
    }
    const lawless = { ...tenDays, clocks: [...tenDays.clocks, { ...unlimited, validFrom: '2000-01-01', source: 'invented' }] }
    const ofProsecution = effectiveFact(DetentionOrdered, '2020-03-01', { ...victim, from: '2020-03-01', authority: 'PROSECUTION' })
    const extension = effectiveFact(adjudicationDetention.DetentionExtended, '2020-03-20', {
      ...{ ...victim, from: '2020-03-20', until: undefined, authority: 'DISTRICT_COURT' },
    })
    const owed = (policy: typeof tenDays, ...facts: ReturnType<typeof effectiveFact>[]) =>
      clockSpecificationOf('adjudication', custodyClocksOf('adjudication'), policy)
        .deadlinesOwed(...facts)
        .map(({ ruleId, dueBy }) => [ruleId, dueBy.slice(0, 10)])
    const unknown = ['adjudication.limit-of-custody-is-known', '2020-03-20']
    const sixtyDays = ['adjudication.detention-ends-within-limit', '2020-05-19']
    expect(owed(tenDays, ofProsecution, extension)).toEqual([sixtyDays, unknown])
    expect(owed(lawless, ofProsecution, extension)).toEqual([unknown])
    expect(owed(tenDays, extension)).toEqual([sixtyDays])
  })
  it('holds where a limit is known', () => expect(states('2020-06-01', ordered('2020-03-01'))).toEqual([]))
})

it.each(JUSTICE_SERVICES)('the custody clocks of %s have rules with the prefix of the service', (service) =>
  expect(custodyClocksOf(service).map(({ rule }) => rule.id)).toEqual([
    `${service}.detention-ends-within-limit`,
    `${service}.person-is-released-when-right-to-hold-ends`,
    `${service}.limit-of-custody-is-known`,
    `${service}.person-is-released-when-order-ends`,
    `${service}.person-is-released-when-sentence-is-served`,
    `${service}.statement-about-person-held-is-answered`,
  ]),
)
