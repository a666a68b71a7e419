import type { CommandOfAggregate } from '@case-timeline/commands'
import { JUSTICE_SERVICES, investigationDetention, investigationDetentionCommands, type JurisdictionPolicy } from '@case-timeline/contracts'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { custodyRulesOf } from './custody.rules.ts'
import { custodyStreamOf } from './custody.stream.ts'
import type { KnownDetention } from './custody.ts'

const { DetentionOrdered, DetentionExtended, DetentionEnded } = investigationDetention
const { OrderDetention, ExtendDetention, EndDetention } = investigationDetentionCommands
const rules = custodyRulesOf('investigation')
const custody = custodyStreamOf('investigation')
const given = specificationOf(custody)

const nothingKnown: KnownDetention = { caseExists: true, isHeldByOtherService: false, hasOpenConflict: false }
const order = (data: Partial<typeof OrderDetention.example> = {}, known: Partial<KnownDetention> = {}, policy?: JurisdictionPolicy) =>
  commandFor(OrderDetention, { ...OrderDetention.example, ...data }, { ...nothingKnown, ...known }, { policy })
const extend = (data: Partial<typeof ExtendDetention.example> = {}, known: Partial<KnownDetention> = {}, policy?: JurisdictionPolicy) =>
  commandFor(ExtendDetention, { ...ExtendDetention.example, ...data }, { ...nothingKnown, ...known }, { policy })
const end = (known: Partial<KnownDetention> = {}) => commandFor(EndDetention, EndDetention.example, { ...nothingKnown, ...known })

const limit = { maxDays: 20, validFrom: '1981-12-31', validUntil: '2026-01-01', source: 'invented' }
const limits: JurisdictionPolicy = {
  jurisdiction: 'ZZ',
  reviewed: false,
  rules: {},
  traffickingOffences: [],
  clocks: [
    { ...limit, activity: 'detentionOrdered', authority: 'POLICE' },
    { ...limit, activity: 'detentionExtended', authority: 'PROSECUTION', maxDays: 40 },
  ],
}

const ordered = { type: DetentionOrdered.type, data: DetentionOrdered.example }
const ended = { type: DetentionEnded.type, data: DetentionEnded.example }

describe('the custody of one person', () => {
  it(rules.detentionBelongsToCase.sentence, () => {
    given()
      .when(order({}, { caseExists: false }))
      .thenRefusedBy(rules.detentionBelongsToCase)
    given()
      .when(end({ caseExists: false }))
      .thenRefusedBy(rules.detentionBelongsToCase)
    given().when(order()).then(DetentionOrdered)
  })

  it(rules.intervalEndsAfterStart.sentence, () => {
    const reversedInterval = { from: '2018-11-08', until: '2018-01-06' }
    given()
      .when(order(reversedInterval))
      .then(
        { type: DetentionOrdered.type, data: { ...OrderDetention.example, ...reversedInterval } },
        warning(rules.intervalEndsAfterStart),
      )
    given()
      .when(order({ from: '2018-11-08', until: '2018-11-08' }))
      .then(DetentionOrdered)
  })

  describe(rules.extensionHasKnownOrder.sentence, () => {
    it('warns without an order', () => given().when(extend()).then(DetentionExtended, warning(rules.extensionHasKnownOrder)))
    it('accepts an order of this service', () => given([ordered]).when(extend()).then(DetentionExtended))
    it('accepts an order of another service, whose detention it extends', () =>
      given()
        .when(extend({}, { isHeldByOtherService: true }))
        .then(DetentionExtended))
    it('warns if the detention has ended', () =>
      given([ordered, ended]).when(extend()).then(DetentionExtended, warning(rules.extensionHasKnownOrder)))
  })

  it(rules.noDetentionDuringOpenConflict.sentence, () =>
    given()
      .when(order({}, { hasOpenConflict: true }))
      .then(DetentionOrdered, warning(rules.noDetentionDuringOpenConflict)),
  )

  it(rules.noDetentionAfterAcquittal.sentence, () => {
    const acquitted = { acquittedAt: '2026-03-20' }
    given()
      .when(order({ from: '2026-03-21' }, acquitted))
      .then(DetentionOrdered, warning(rules.noDetentionAfterAcquittal))
    given()
      .when(order({ from: '2026-03-19' }, acquitted))
      .then(DetentionOrdered)
  })

  describe(rules.detentionStaysWithinLimit.sentence, () => {
    const days = (until: string) => ({ from: '2016-03-27', until, authority: 'POLICE' as const })
    it('warns above 20 days by the police, first and last day included', () => {
      given()
        .when(order(days('2016-04-15'), {}, limits))
        .then(DetentionOrdered)
      given()
        .when(order(days('2016-04-16'), {}, limits))
        .then(DetentionOrdered, warning(rules.detentionStaysWithinLimit))
    })
    it('warns above 40 days of a prosecutor’s extension', () =>
      given([ordered])
        .when(extend({ from: '2016-04-16', until: '2016-05-26', authority: 'PROSECUTION' }, {}, limits))
        .then(DetentionExtended, warning(rules.detentionStaysWithinLimit)))
    describe('with a limit of 30 days if a court extends a prosecutor’s order, and of 60 days if it extends its own', () => {
      const court = { ...limit, activity: 'detentionExtended' as const, authority: 'DISTRICT_COURT' }
      const exceptional = { ...limit, activity: 'detentionExtended' as const, legalBasis: 'KUHAP-1981/29', maxDays: 30 }
      const clocks = [exceptional, { ...court, prolongs: 'PROSECUTION', maxDays: 30 }, { ...court, maxDays: 60 }]
      const policy = { ...limits, clocks }
      const sixtyDays = { from: '2016-04-16', until: '2016-06-14', authority: 'DISTRICT_COURT' as const }
      const extendedWithWarning = [DetentionExtended, warning(rules.detentionStaysWithinLimit)] as const
      it('warns above 30 days on a prosecutor’s order', () =>
        given([ordered])
          .when(extend(sixtyDays, { orderedBy: 'PROSECUTION' }, policy))
          .then(...extendedWithWarning))
      it.each([['DISTRICT_COURT'], [undefined]] as const)('allows 60 days on an order of %s', (orderedBy) =>
        given([ordered])
          .when(extend(sixtyDays, { orderedBy }, policy))
          .then(DetentionExtended),
      )
      it('warns above 30 days under an exceptional legal basis, for an order of any authority', () =>
        given([ordered])
          .when(extend({ ...sixtyDays, legalBasis: 'KUHAP-1981/29' }, { orderedBy: 'DISTRICT_COURT' }, policy))
          .then(...extendedWithWarning))
    })
    it('applies only while the law is in force, and in its jurisdiction', () => {
      given()
        .when(order({ from: '2026-02-01', until: '2026-04-01' }, {}, limits))
        .then(DetentionOrdered)
      given()
        .when(order(days('2017-04-16')))
        .then(DetentionOrdered)
    })
    it('applies the law of the day of the order, whenever the detention begins', () => {
      const longInterval = { from: '2026-01-10', until: '2026-02-28' }
      given()
        .when({ ...order(longInterval, {}, limits), occurredAt: '2025-12-30' })
        .then(DetentionOrdered, warning(rules.detentionStaysWithinLimit))
      given()
        .when({ ...order({ ...longInterval, from: '2025-12-30' }, {}, limits), occurredAt: '2026-01-10' })
        .then(DetentionOrdered)
      given()
        .when(order({ ...longInterval, from: '2025-12-30' }, {}, limits))
        .then(DetentionOrdered, warning(rules.detentionStaysWithinLimit))
    })
    it('never compares an extension with the limit of an order', () =>
      given([ordered])
        .when(extend({ from: '2016-04-16', until: '2016-12-31', authority: 'POLICE' }, {}, limits))
        .then(DetentionExtended))
  })

  it('a release is recorded in every state', () => given().when(end()).then(DetentionEnded))

  it.each(JUSTICE_SERVICES)('names the events and rules of %s after the service', (service) => {
    const answer = custodyStreamOf(service).decide(extend(), { stage: 'neverHeld' })
    const named = 'under' in answer ? [...answer.events.map(({ type }) => type), ...answer.under.map(({ id }) => id)] : []
    expect(new Set(named.map((name) => name.split('.')[0]))).toEqual(new Set([service]))
  })
})

describe('the custody decider', () => {
  const known = fc.record({
    caseExists: fc.constant(true),
    isHeldByOtherService: fc.boolean(),
    hasOpenConflict: fc.boolean(),
    acquittedAt: fc.constantFrom(undefined, '2016-04'),
  })
  const commands = anyCommandOf<CommandOfAggregate<typeof custody>>(Object.values(investigationDetentionCommands), known)

  it('changes nothing when deciding twice', () => decidingTwiceChangesNothing(custody, commands))
  it('never throws in evolve', () => evolveNeverThrows(custody, commands))
  it('has one name for each rule', () => ruleIdsMatchConstants('investigation', rules))
  it('only warns about reports', () => reportsOnlyRaiseWarnings(custody, Object.values(investigationDetention), commands))
})
