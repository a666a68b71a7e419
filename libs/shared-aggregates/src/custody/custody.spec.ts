import { recordBelongsToCase } from '@case-timeline/casework'
import type { CommandOfAggregate } from '@case-timeline/commands'
import { investigationDeath, investigationDetention, investigationDetentionCommands, JUSTICE_SERVICES } from '@case-timeline/contracts'
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
import { releaseReading } from './custody.reads.ts'
import { custodyRulesOf } from './custody.rules.ts'
import { custodyStreamOf } from './custody.stream.ts'
import type { KnownDeath, KnownDetention, KnownRelease } from './custody.ts'

const { DetentionOrdered, DetentionExtended, DetentionEnded } = investigationDetention
const { PersonDiedInCustody } = investigationDeath
const { OrderDetention, ExtendDetention, EndDetention, RecordDeathInCustody } = investigationDetentionCommands
const rules = custodyRulesOf('investigation')
const custody = custodyStreamOf('investigation')
const given = specificationOf(custody)

const nothingKnown: KnownDetention = { caseExists: true, isUnderOrder: true, hasOpenConflict: false, limit: 'kept' }
const order = (data: Partial<typeof OrderDetention.example> = {}, known: Partial<KnownDetention> = {}) =>
  commandFor(OrderDetention, { ...OrderDetention.example, ...data }, { ...nothingKnown, ...known })
const extend = (data: Partial<typeof ExtendDetention.example> = {}, known: Partial<KnownDetention> = {}) =>
  commandFor(ExtendDetention, { ...ExtendDetention.example, ...data }, { ...nothingKnown, ...known })
const end = (known: Partial<KnownRelease> = {}) =>
  commandFor(EndDetention, EndDetention.example, { caseExists: true, isPlanned: false, ...known })

const ordered = { type: DetentionOrdered.type, data: DetentionOrdered.example }

describe('the custody of one person', () => {
  it(recordBelongsToCase.sentence, () => {
    given()
      .when(order({}, { caseExists: false }))
      .thenRefusedBy(recordBelongsToCase)
    given()
      .when(end({ caseExists: false }))
      .thenRefusedBy(recordBelongsToCase)
    given().when(order()).then(DetentionOrdered)
  })

  it(rules.transferredPersonAgreed.sentence, () => {
    const transferred = (personAgreed: boolean) => ({
      ...end(),
      data: { ...EndDetention.example, releaseReason: 'replaced' as const, transferredTo: { country: 'MM', personAgreed } },
    })
    given([ordered]).when(transferred(true)).then(DetentionEnded)
    given([ordered]).when(transferred(false)).then(DetentionEnded, warning(rules.transferredPersonAgreed))
  })
  it(rules.releaseIsRecordedWhereHeld.sentence, () => {
    given([ordered])
      .when(end({ isHeldElsewhere: true }))
      .then(DetentionEnded, warning(rules.releaseIsRecordedWhereHeld))
    given([ordered]).when(end()).then(DetentionEnded)
  })
  it(rules.powerToHoldIsRegistered.sentence, () => {
    const byImmigration = { otherAuthority: 'IMMIGRATION' }
    const powerFrom = 'e4a26e10-0f1e-4d2c-8b3a-495867768594'
    const claimed = { ...OrderDetention.example, ...byImmigration }
    given().when(order(byImmigration)).then({ type: DetentionOrdered.type, data: claimed }, warning(rules.powerToHoldIsRegistered))
    given()
      .when(order(byImmigration, { powerFrom }))
      .then({ type: DetentionOrdered.type, data: { ...claimed, powerFrom } })
  })
  it(rules.personHeldIsNatural.sentence, () => {
    const legal = { isLegalPerson: true } as const
    given().when(order({}, legal)).then(DetentionOrdered, warning(rules.personHeldIsNatural))
    given([ordered]).when(extend({}, legal)).then(DetentionExtended, warning(rules.personHeldIsNatural))
    given().when(order()).then(DetentionOrdered)
  })
  it(rules.releaseIsNotInFuture.sentence, () => {
    const endAt = (at: string) => {
      const command = { ...end(), data: { ...EndDetention.example, at } }
      return { ...command, known: { ...releaseReading({ events: [] } as never, command).known, caseExists: true } }
    }
    given([ordered]).when(endAt('2099-01-01')).thenRefusedBy(rules.releaseIsNotInFuture)
    given([ordered]).when(endAt('2020-03-20')).then(DetentionEnded)
  })

  it(rules.detentionEndsAfterStart.sentence, () => {
    const reversedInterval = { from: '2018-11-08', until: '2018-01-06' }
    given()
      .when(order(reversedInterval))
      .then(
        { type: DetentionOrdered.type, data: { ...OrderDetention.example, ...reversedInterval } },
        warning(rules.detentionEndsAfterStart),
      )
    given()
      .when(order({ from: '2018-11-08', until: '2018-11-08' }))
      .then(DetentionOrdered)
  })

  it(rules.extensionHasKnownOrder.sentence, () => {
    given().when(extend()).then(DetentionExtended)
    given()
      .when(extend({}, { isUnderOrder: false }))
      .then(DetentionExtended, warning(rules.extensionHasKnownOrder))
  })

  it(rules.noDetentionDuringOpenConflict.sentence, () =>
    given()
      .when(order({}, { hasOpenConflict: true }))
      .then(DetentionOrdered, warning(rules.noDetentionDuringOpenConflict)),
  )

  it(rules.noDetentionAfterAcquittal.sentence, () => {
    const acquitted = { rightEnded: { ground: 'acquitted', at: '2026-03-20' } } as const
    given()
      .when(order({ from: '2026-03-21' }, acquitted))
      .then(DetentionOrdered, warning(rules.noDetentionAfterAcquittal))
    given()
      .when(order({ from: '2026-03-20T15:00:00Z' }, acquitted))
      .then(DetentionOrdered)
  })

  describe(rules.noDetentionAfterEndOfRight.sentence, () => {
    it.each(['bail', 'chargesEnded', 'nonPunishment', 'noProsecution', 'died'] as const)('warns after the ground %s', (ground) =>
      given([ordered])
        .when(extend({ from: '2026-03-21' }, { rightEnded: { ground, at: '2026-03-20' } }))
        .then(DetentionExtended, warning(rules.noDetentionAfterEndOfRight)),
    )
  })

  it(rules.detentionStaysWithinLimit.sentence, () =>
    given()
      .when(order({}, { limit: 'exceeded' }))
      .then(DetentionOrdered, warning(rules.detentionStaysWithinLimit)),
  )

  it('a warning about a limit says how the source of the limit was read', () => {
    const facts = (limitVerified?: 'secondary') =>
      rules.detentionStaysWithinLimit.facts?.({ stage: 'custody' }, order({}, { limit: 'exceeded', limitVerified }))
    expect(facts('secondary')).toContain('verified:secondary')
    expect(facts()).toContain('verified:no')
  })

  it(rules.detentionHasKnownLimit.sentence, () =>
    given()
      .when(order({}, { limit: 'unknown' }))
      .then(DetentionOrdered, warning(rules.detentionHasKnownLimit)),
  )

  describe('the death of the person', () => {
    const death = (data: Partial<typeof RecordDeathInCustody.example> = {}, known: Partial<KnownDeath> = {}) =>
      commandFor(
        RecordDeathInCustody,
        { ...RecordDeathInCustody.example, ...data },
        { caseExists: true, isPlanned: false, isHeldHere: true, ...known },
      )

    it('is recorded in every state, also if nobody ordered a detention', () => {
      given().when(death()).then(PersonDiedInCustody)
      given([ordered]).when(death()).then(PersonDiedInCustody)
    })
    describe(rules.deathInCustodyIsInquiredInto.sentence, () => {
      it.each([
        ['nothing is known of an inquiry', undefined],
        ['none was opened', { opened: false }],
        ['nobody knows who inquires', { opened: true }],
      ])('warns if %s', (_, inquiry) =>
        given([ordered]).when(death({ inquiry })).then(PersonDiedInCustody, warning(rules.deathInCustodyIsInquiredInto)),
      )
    })
    it(`${rules.deathIsRecordedWhereHeld.sentence}; another service's report warns`, () => {
      for (const known of [{ isHeldHere: false }, { isHeldElsewhere: true }])
        given().when(death({}, known)).then(PersonDiedInCustody, warning(rules.deathIsRecordedWhereHeld))
    })
    it('is recorded when it has happened: before, it would end the custody of a living person', () =>
      given([ordered])
        .when(death({}, { isPlanned: true }))
        .thenRefusedBy(rules.releaseIsNotInFuture))
  })

  it('a release is recorded in every state', () => given().when(end()).then(DetentionEnded))

  it.each(JUSTICE_SERVICES)('names the events and rules of %s after the service, but for rules of every service', (service) => {
    const answer = custodyStreamOf(service).decide(extend(), { stage: 'custody' })
    const named = 'under' in answer ? [...answer.events.map(({ type }) => type), ...answer.under.map(({ id }) => id)] : []
    expect(new Set(named.map((name) => name.split('.')[0]))).toEqual(new Set(['case', service]))
  })
})

describe('the custody decider', () => {
  const known = fc.record({
    caseExists: fc.constant(true),
    isUnderOrder: fc.boolean(),
    hasOpenConflict: fc.boolean(),
    rightEnded: fc.constantFrom(undefined, { ground: 'acquitted' as const, at: '2016-04' }, { ground: 'bail' as const, at: '2016-04' }),
    limit: fc.constantFrom('kept' as const, 'exceeded' as const, 'unknown' as const),
  })
  const commands = anyCommandOf<CommandOfAggregate<typeof custody>>(Object.values(investigationDetentionCommands), known)

  it('changes nothing when deciding twice', () => decidingTwiceChangesNothing(custody, commands))
  it('never throws in evolve', () => evolveNeverThrows(custody, commands))
  it('has one name for each rule', () => ruleIdsMatchConstants('investigation', rules))
  it('only warns about reports', () =>
    reportsOnlyRaiseWarnings(custody, [...Object.values(investigationDetention), PersonDiedInCustody], commands))
})
