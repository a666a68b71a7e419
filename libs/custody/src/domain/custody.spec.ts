import { describe, expect, it } from '@jest/globals'
import { JUSTICE_SERVICES, investigationDetention, investigationDetentionCommands, type JurisdictionPolicy } from '@case-timeline/contracts'
import {
  anyOf,
  commanded,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  reportsAreOnlyWarnedAbout,
  rulesHaveOneName,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import fc from 'fast-check'
import type { CustodyCommand, CustodyKnown } from './custody.ts'
import { custodyOf } from './custody.decide.ts'
import { custodyRulesOf } from './custody.rules.ts'

const { DetentionOrdered, DetentionExtended, DetentionEnded } = investigationDetention
const { OrderDetention, ExtendDetention, EndDetention } = investigationDetentionCommands
const rules = custodyRulesOf('investigation')
const given = specificationOf(custodyOf('investigation'))

const nothingKnown: CustodyKnown = { caseExists: true, heldElsewhere: false, conflictIsOpen: false }
const order = (data: Partial<typeof OrderDetention.example> = {}, known: Partial<CustodyKnown> = {}, policy?: JurisdictionPolicy) =>
  commanded(OrderDetention, { ...OrderDetention.example, ...data }, { ...nothingKnown, ...known }, { policy })
const extend = (data: Partial<typeof ExtendDetention.example> = {}, known: Partial<CustodyKnown> = {}, policy?: JurisdictionPolicy) =>
  commanded(ExtendDetention, { ...ExtendDetention.example, ...data }, { ...nothingKnown, ...known }, { policy })
const end = (known: Partial<CustodyKnown> = {}) => commanded(EndDetention, EndDetention.example, { ...nothingKnown, ...known })

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
  it(rules.aDetentionBelongsToACase.sentence, () => {
    given()
      .when(order({}, { caseExists: false }))
      .thenRefusedBy(rules.aDetentionBelongsToACase)
    given()
      .when(end({ caseExists: false }))
      .thenRefusedBy(rules.aDetentionBelongsToACase)
    given().when(order()).then(DetentionOrdered)
  })

  it(rules.anIntervalEndsAfterItStarts.sentence, () => {
    const turnOfTheYear = { from: '2018-11-08', until: '2018-01-06' }
    given()
      .when(order(turnOfTheYear))
      .then(
        { type: DetentionOrdered.type, data: { ...OrderDetention.example, ...turnOfTheYear } },
        warning(rules.anIntervalEndsAfterItStarts),
      )
    given()
      .when(order({ from: '2018-11-08', until: '2018-11-08' }))
      .then(DetentionOrdered)
  })

  describe(rules.anExtensionHasAKnownOrder.sentence, () => {
    it('and without one only warns', () => given().when(extend()).then(DetentionExtended, warning(rules.anExtensionHasAKnownOrder)))
    it('of this service', () => given([ordered]).when(extend()).then(DetentionExtended))
    it('or of another, whose detention it prolongs', () =>
      given()
        .when(extend({}, { heldElsewhere: true }))
        .then(DetentionExtended))
    it('that has not ended', () => given([ordered, ended]).when(extend()).then(DetentionExtended, warning(rules.anExtensionHasAKnownOrder)))
  })

  it(rules.nobodyIsHeldWhileTheConflictIsOpen.sentence, () =>
    given()
      .when(order({}, { conflictIsOpen: true }))
      .then(DetentionOrdered, warning(rules.nobodyIsHeldWhileTheConflictIsOpen)),
  )

  it(rules.nobodyIsHeldAfterAnAcquittal.sentence, () => {
    const acquitted = { acquittedAt: '2026-03-20' }
    given()
      .when(order({ from: '2026-03-21' }, acquitted))
      .then(DetentionOrdered, warning(rules.nobodyIsHeldAfterAnAcquittal))
    given()
      .when(order({ from: '2026-03-19' }, acquitted))
      .then(DetentionOrdered)
  })

  describe(rules.aDetentionStaysWithinItsLimit.sentence, () => {
    const days = (until: string) => ({ from: '2016-03-27', until, authority: 'POLICE' as const })
    it('of 20 days by the police, both ends counted', () => {
      given()
        .when(order(days('2016-04-15'), {}, limits))
        .then(DetentionOrdered)
      given()
        .when(order(days('2016-04-16'), {}, limits))
        .then(DetentionOrdered, warning(rules.aDetentionStaysWithinItsLimit))
    })
    it('of 40 days by the prosecutor’s extension', () =>
      given([ordered])
        .when(extend({ from: '2016-04-16', until: '2016-05-26', authority: 'PROSECUTION' }, {}, limits))
        .then(DetentionExtended, warning(rules.aDetentionStaysWithinItsLimit)))
    describe('of 30 days where a court prolongs what a prosecutor ordered, and of 60 where it prolongs its own', () => {
      const court = { ...limit, activity: 'detentionExtended' as const, authority: 'DISTRICT_COURT' }
      const exceptional = { ...limit, activity: 'detentionExtended' as const, legalBasis: 'KUHAP-1981/29', maxDays: 30 }
      const clocks = [exceptional, { ...court, prolongs: 'PROSECUTION', maxDays: 30 }, { ...court, maxDays: 60 }]
      const policy = { ...limits, clocks }
      const sixty = { from: '2016-04-16', until: '2016-06-14', authority: 'DISTRICT_COURT' as const }
      const passed = [DetentionExtended, warning(rules.aDetentionStaysWithinItsLimit)] as const
      it('the prosecutor’s', () =>
        given([ordered])
          .when(extend(sixty, { orderedBy: 'PROSECUTION' }, policy))
          .then(...passed))
      it.each([['DISTRICT_COURT'], [undefined]] as const)('that of %s', (orderedBy) =>
        given([ordered])
          .when(extend(sixty, { orderedBy }, policy))
          .then(DetentionExtended),
      )
      it('and of 30 whosever it is, where the law allows it by exception', () =>
        given([ordered])
          .when(extend({ ...sixty, legalBasis: 'KUHAP-1981/29' }, { orderedBy: 'DISTRICT_COURT' }, policy))
          .then(...passed))
    })
    it('while that law was in force, and in its country', () => {
      given()
        .when(order({ from: '2026-02-01', until: '2026-04-01' }, {}, limits))
        .then(DetentionOrdered)
      given()
        .when(order(days('2017-04-16')))
        .then(DetentionOrdered)
    })
    it('that of the day on which it was ordered, whenever the days that it orders begin', () => {
      const long = { from: '2026-01-10', until: '2026-02-28' }
      given()
        .when({ ...order(long, {}, limits), occurredAt: '2025-12-30' })
        .then(DetentionOrdered, warning(rules.aDetentionStaysWithinItsLimit))
      given()
        .when({ ...order({ ...long, from: '2025-12-30' }, {}, limits), occurredAt: '2026-01-10' })
        .then(DetentionOrdered)
      given()
        .when(order({ ...long, from: '2025-12-30' }, {}, limits))
        .then(DetentionOrdered, warning(rules.aDetentionStaysWithinItsLimit))
    })
    it('an extension is never measured against the limit of an order', () =>
      given([ordered])
        .when(extend({ from: '2016-04-16', until: '2016-12-31', authority: 'POLICE' }, {}, limits))
        .then(DetentionExtended))
  })

  it('a release is recorded whatever went before', () => given().when(end()).then(DetentionEnded))

  it.each(JUSTICE_SERVICES)('names events and rules of %s after it', (service) => {
    const answer = custodyOf(service).decide(extend(), { is: 'never held' })
    const named = 'under' in answer ? [...answer.events.map(({ type }) => type), ...answer.under.map(({ id }) => id)] : []
    expect(new Set(named.map((name) => name.split('.')[0]))).toEqual(new Set([service]))
  })
})

describe('the laws of custody', () => {
  const known = fc.record({
    caseExists: fc.constant(true),
    heldElsewhere: fc.boolean(),
    conflictIsOpen: fc.boolean(),
    acquittedAt: fc.constantFrom(undefined, '2016-04'),
  })
  const commands = anyOf<CustodyCommand>(Object.values(investigationDetentionCommands), known)
  const custody = custodyOf('investigation')

  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(custody, commands))
  it('evolve never throws', () => evolveNeverThrows(custody, commands))
  it('each rule has one name', () => rulesHaveOneName('investigation', rules))
  it('reports are only warned about', () => reportsAreOnlyWarnedAbout(custody, Object.values(investigationDetention), commands))
})
