import type { CaseHistory } from '@case-timeline/casework'
import { EventCorrected, EventRetracted, RuleOverridden } from '@case-timeline/contracts'
import { spanOf, type Command } from '@case-timeline/decider'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { StoredEvent } from '@case-timeline/event-store'
import { readElsewhere } from './candidate-commands.ts'
import { redecided } from './redecide.ts'
import { storedCase, storedIdOf, type GivenEvent, Deposited, Released } from '@case-timeline/event-store/fixtures'
import { depositIsNotEmpty, consentIsGiven, depositAccount, releaseIsWithinHeldAmount } from './test-aggregate.fixtures.ts'

const CASE = 'ca5e0000-0000-4000-8000-000000000001'
const stream = `investigation.case-${CASE}`
const approver = { userId: 'p.reyes', role: 'records-supervisor' }
const account = depositAccount()
const given = (type: string, data: object): GivenEvent => ({ stream, type, data })
const depositOf = (amount: number) => given(Deposited.type, { amount })
const releaseOf = (amount: number) => given(Released.type, { amount })
const correction = (n: number, amount: number) =>
  given(EventCorrected.type, { correctsId: storedIdOf(n), schemaVersion: 1, data: { amount }, reasonCode: 'clericalError', approver })
const retraction = (n: number) => given(EventRetracted.type, { retractsId: storedIdOf(n), reasonCode: 'neverHappened', approver })
const override = (n: number) =>
  given(RuleOverridden.type, { ruleId: releaseIsWithinHeldAmount.id, eventId: storedIdOf(n), basis: 'courtOrder', reasonCode: 'ordered' })

const command: Omit<Command, 'known'> = {
  name: 'CorrectEvent',
  data: {},
  now: '2026-11-25T10:00:00.000Z',
  spanOf,
  actor: { userId: 'k.santoso', agencyId: 'zz-police', role: 'records-supervisor' },
}
const redecide = (history: readonly GivenEvent[], amendingEvent: GivenEvent, aggregate = account) => {
  const events = storedCase(CASE, ...history, amendingEvent)
  const amendment = events.at(-1) as StoredEvent
  return redecided({ aggregate, history: events.slice(0, -1), amendment, command })
}
const overridable = (() => {
  const overridableRule = { ...releaseIsWithinHeldAmount, overridableFor: ['courtOrder'] as const }
  return {
    ...account,
    decide: (...args: Parameters<typeof account.decide>) => {
      const decided = account.decide(...args)
      if ('forbiddenBy' in decided) return decided
      return { ...decided, under: decided.under.map((rule) => (rule.id === overridableRule.id ? (overridableRule as typeof rule) : rule)) }
    },
  }
})()

describe('a corrected fact', () => {
  it('is judged by the rules of the command that recorded it, in the state of that time', () => {
    const history = [depositOf(5), releaseOf(3), depositOf(100)]
    expect(redecide(history, correction(1, 5)).refused).toBeUndefined()
    expect(redecide(history, correction(1, 6)).refused?.rule.id).toBe(releaseIsWithinHeldAmount.id)
  })

  it('is judged on the facts known when it was decided, not on later ones', () => {
    const factsOf = ({ events }: CaseHistory) => events.filter(({ type }) => type !== EventCorrected.type)
    const aggregate = depositAccount((history) => ({ known: { consent: factsOf(history).length < 2 }, read: [] }))
    const history = [depositOf(5), releaseOf(3), depositOf(1), releaseOf(1)]
    expect(redecide(history, correction(1, 2), aggregate).refused).toBeUndefined()
    const never = depositAccount((_, { data }) => ({
      known: { consent: (data as { amount: number }).amount > 2 },
      read: [],
    }))
    expect(redecide(history, correction(1, 2), never).refused?.rule.id).toBe(consentIsGiven.id)
  })

  it('gets a new warning if it still breaks a rule of level warn, because the earlier warning concerns its original data', () => {
    const warned = { type: 'case.WarningRaised', data: { ruleId: depositIsNotEmpty.id, eventId: storedIdOf(0), facts: [] } }
    expect(redecide([depositOf(0)], correction(0, 0)).alongside).toEqual([warned])
    expect(redecide([depositOf(1)], correction(0, 0)).alongside).toEqual([warned])
    expect(redecide([depositOf(0)], correction(0, 1)).alongside).toEqual([])
  })

  it('may break a rule that the original broke already', () =>
    expect(redecide([depositOf(1), releaseOf(5)], correction(1, 4)).refused).toBeUndefined())

  it('may break a rule that was overridden for it', () =>
    expect(redecide([depositOf(1), releaseOf(5), override(1)], correction(1, 4), overridable).refused).toBeUndefined())
})

describe('a later decision', () => {
  it('depends on a fact without which it would not have been allowed', () => {
    const history = [depositOf(5), depositOf(5), releaseOf(5), releaseOf(5)]
    expect(redecide(history, retraction(0)).dependants).toEqual([storedIdOf(3)])
    expect(redecide(history, correction(0, 1)).dependants).toEqual([storedIdOf(3)])
    expect(redecide(history, correction(0, 6)).dependants).toEqual([])
  })

  it('depends on the corrected version of an earlier fact', () => {
    const history = [depositOf(5), releaseOf(5), correction(0, 9), releaseOf(3)]
    expect(redecide(history, retraction(2)).dependants).toEqual([storedIdOf(3)])
    expect(redecide(history, correction(0, 8)).dependants).toEqual([])
  })

  it('depends on the override that allowed it', () => {
    const history = [depositOf(1), releaseOf(5), override(1)]
    expect(redecide(history, retraction(2), overridable).dependants).toEqual([storedIdOf(1)])
    expect(redecide([...history, retraction(1)], retraction(2), overridable).dependants).toEqual([])
  })

  it('is restored only if it is allowed', () => {
    const history = [depositOf(5), releaseOf(5), retraction(1), retraction(0)]
    expect(redecide(history, retraction(2)).refused?.rule.id).toBe(releaseIsWithinHeldAmount.id)
  })
})

describe('any history with corrections and retractions', () => {
  const fact = fc.tuple(fc.constantFrom(depositOf, releaseOf), fc.integer({ min: 1, max: 9 })).map(([make, amount]) => make(amount))
  const amendingEvent = fc.oneof(
    fc.tuple(fc.nat(14), fc.nat(9)).map(([n, amount]) => ({ n, given: correction(n, amount) })),
    fc.nat(14).map((n) => ({ n, given: retraction(n) })),
  )
  const isAbout = (history: readonly GivenEvent[], n: number, { type }: GivenEvent) =>
    type === EventRetracted.type ? n < history.length : history[n]?.type === Deposited.type || history[n]?.type === Released.type
  /** The amount held after each release in force. */
  const heldAfterReleases = (history: readonly GivenEvent[]): readonly number[] => {
    const storedEvents = storedCase(CASE, ...history)
    const factsById = new Map(storedEvents.map(({ id, type, data }) => [id, { type, data }]))
    const retractedIds = new Set<string>()
    for (const one of storedEvents.toReversed())
      if (one.type === EventRetracted.type && !retractedIds.has(one.id)) retractedIds.add((one.data as { retractsId: string }).retractsId)
    for (const one of storedEvents)
      if (one.type === EventCorrected.type && !retractedIds.has(one.id)) {
        const { correctsId, data } = one.data as { correctsId: string; data: object }
        const was = factsById.get(correctsId)
        if (was) factsById.set(correctsId, { ...was, data })
      }
    const after: number[] = []
    let state = account.initial
    for (const { id, type } of storedEvents) {
      if (retractedIds.has(id) || (type !== Deposited.type && type !== Released.type)) continue
      state = account.evolve(state, { id, ...(factsById.get(id) as { type: string; data: object }) })
      if (type === Released.type) after.push(state as number)
    }
    return after
  }
  const validHistories = fc
    .array(fact, { minLength: 1, maxLength: 10 })
    .map((facts) =>
      facts.reduce<GivenEvent[]>(
        (history, one) => (heldAfterReleases([...history, one]).every((left) => left >= 0) ? [...history, one] : history),
        [],
      ),
    )

  it('never reaches a state that the rules forbid, and accepts every correction that they allow', () => {
    const tried = { refused: 0, allowed: 0 }
    fc.assert(
      fc.property(validHistories, fc.array(amendingEvent, { maxLength: 6 }), (facts, attempts) => {
        let history = facts
        for (const { n, given: amendingEvent } of attempts) {
          if (!isAbout(history, n, amendingEvent)) continue
          const { refused, dependants } = redecide(history, amendingEvent)
          const isAllowed = refused === undefined && dependants.length === 0
          tried[isAllowed ? 'allowed' : 'refused'] += 1
          expect(heldAfterReleases([...history, amendingEvent]).every((left) => left >= 0)).toBe(isAllowed)
          if (isAllowed) history = [...history, amendingEvent]
        }
      }),
      { numRuns: 500 },
    )
    expect(Math.min(tried.refused, tried.allowed)).toBeGreaterThan(10)
  })

  it('accepts a correction to the data already in force', () =>
    fc.assert(
      fc.property(fc.array(fact, { minLength: 1, maxLength: 10 }), fc.nat(9), (facts, n) => {
        const same = facts[n]?.data as { amount: number } | undefined
        if (!same) return
        expect(redecide(facts, correction(n, same.amount))).toMatchObject({ refused: undefined, recordable: true, dependants: [] })
      }),
    ))
})

it('reads outside the case what the office read that recorded a fact, also if its successor corrects it', () => {
  const entry = Object.entries(account.commands).map(([name, command]) => [
    name,
    { ...command, readsStreams: ({ actor }: Pick<Command, 'actor'>) => [`auditTrail.office-${actor.agencyId}`] },
  ])
  const aggregate = { ...account, commands: Object.fromEntries(entry) as typeof account.commands }
  const [recorded] = storedCase(CASE, depositOf(5))
  const ofFormerOffice = { ...recorded!, envelope: { ...recorded!.envelope, actor: { ...command.actor, agencyId: 'zz-former' } } }
  expect(readElsewhere(aggregate, [ofFormerOffice], command)).toEqual(['auditTrail.office-zz-former'])
  expect(readElsewhere(aggregate, [depositOf(5)], command)).toEqual(['auditTrail.office-zz-police'])
})
