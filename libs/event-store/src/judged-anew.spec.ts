import { EventCorrected, EventRetracted, RuleOverridden } from '@case-timeline/contracts'
import type { Command } from '@case-timeline/decider'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { StoredEvent } from './event-store.ts'
import { judgedAnew } from './judged-anew.ts'
import { storedCase, storedIdOf, type ToldOf } from './stored.fixtures.ts'
import {
  aDepositIsNotEmpty,
  consentIsGiven,
  custodyOfThings,
  Deposited,
  noMoreIsReleasedThanIsHeld,
  Released,
} from './test-aggregate.fixtures.ts'

const CASE = 'ca5e0000-0000-4000-8000-000000000001'
const stream = `investigation.case-${CASE}`
const approver = { userId: 'p.reyes', role: 'records-supervisor' }
const things = custodyOfThings()
const told = (type: string, data: object): ToldOf => ({ stream, type, data })
const deposit = (amount: number) => told(Deposited.type, { amount })
const release = (amount: number) => told(Released.type, { amount })
const correction = (n: number, amount: number) =>
  told(EventCorrected.type, { correctsId: storedIdOf(n), schemaVersion: 1, data: { amount }, reasonCode: 'clericalError', approver })
const retraction = (n: number) => told(EventRetracted.type, { retractsId: storedIdOf(n), reasonCode: 'neverHappened', approver })
const override = (n: number) =>
  told(RuleOverridden.type, { ruleId: noMoreIsReleasedThanIsHeld.id, eventId: storedIdOf(n), basis: 'courtOrder', reasonCode: 'ordered' })

const command: Omit<Command, 'known'> = {
  name: 'CorrectEvent',
  data: {},
  now: '2026-11-25T10:00:00.000Z',
  actor: { userId: 'k.santoso', agencyId: 'zz-police', role: 'records-supervisor' },
}
const judged = (history: readonly ToldOf[], amending: ToldOf, aggregate = things) => {
  const events = storedCase(CASE, ...history, amending)
  const amendment = events.at(-1) as StoredEvent
  return judgedAnew({ aggregate, history: events.slice(0, -1), amendment, command })
}
const overridable = (() => {
  const { decide, ...rest } = things.decider
  const aside = { ...noMoreIsReleasedThanIsHeld, overridableFor: ['courtOrder'] as const }
  return {
    ...things,
    decider: {
      ...rest,
      decide: (...asked: Parameters<typeof decide>) => {
        const decided = decide(...asked)
        if ('forbiddenBy' in decided) return decided
        return { ...decided, under: decided.under.map((rule) => (rule.id === aside.id ? (aside as typeof rule) : rule)) }
      },
    },
  }
})()

describe('a fact as it would be corrected', () => {
  it('is judged by the rules of the command that recorded it, in the state of its own time', () => {
    const history = [deposit(5), release(3), deposit(100)]
    expect(judged(history, correction(1, 5)).refused).toBeUndefined()
    expect(judged(history, correction(1, 6)).refused?.rule.id).toBe(noMoreIsReleasedThanIsHeld.id)
  })

  it('is judged on what was known when it was decided, whatever came later', () => {
    const factsOf = (history: readonly StoredEvent[]) => history.filter(({ type }) => type !== EventCorrected.type)
    const aggregate = custodyOfThings((history) => ({ known: { consent: factsOf(history).length < 2 }, read: [] }))
    const history = [deposit(5), release(3), deposit(1), release(1)]
    expect(judged(history, correction(1, 2), aggregate).refused).toBeUndefined()
    const never = custodyOfThings((_, { data }) => ({
      known: { consent: (data as { amount: number }).amount > 2 },
      read: [],
    }))
    expect(judged(history, correction(1, 2), never).refused?.rule.id).toBe(consentIsGiven.id)
  })

  it('is warned of anew where it still breaks a rule that warns, for the warning that stood speaks of what it said before', () => {
    const warned = { type: 'case.WarningRaised', data: { ruleId: aDepositIsNotEmpty.id, eventId: storedIdOf(0), facts: [] } }
    expect(judged([deposit(0)], correction(0, 0)).besides).toEqual([warned])
    expect(judged([deposit(1)], correction(0, 0)).besides).toEqual([warned])
    expect(judged([deposit(0)], correction(0, 1)).besides).toEqual([])
  })

  it('may break a rule that was broken before', () => expect(judged([deposit(1), release(5)], correction(1, 4)).refused).toBeUndefined())

  it('may break what was set aside for it', () =>
    expect(judged([deposit(1), release(5), override(1)], correction(1, 4), overridable).refused).toBeUndefined())
})

describe('a later decision', () => {
  it('rests on a fact without which it would not have been allowed', () => {
    const history = [deposit(5), deposit(5), release(5), release(5)]
    expect(judged(history, retraction(0)).dependants).toEqual([storedIdOf(3)])
    expect(judged(history, correction(0, 1)).dependants).toEqual([storedIdOf(3)])
    expect(judged(history, correction(0, 6)).dependants).toEqual([])
  })

  it('rests on what was corrected since, as it was corrected', () => {
    const history = [deposit(5), release(5), correction(0, 9), release(3)]
    expect(judged(history, retraction(2)).dependants).toEqual([storedIdOf(3)])
    expect(judged(history, correction(0, 8)).dependants).toEqual([])
  })

  it('rests on the override by which it was allowed', () => {
    const history = [deposit(1), release(5), override(1)]
    expect(judged(history, retraction(2), overridable).dependants).toEqual([storedIdOf(1)])
    expect(judged([...history, retraction(1)], retraction(2), overridable).dependants).toEqual([])
  })

  it('comes back only where it is allowed', () => {
    const history = [deposit(5), release(5), retraction(1), retraction(0)]
    expect(judged(history, retraction(2)).refused?.rule.id).toBe(noMoreIsReleasedThanIsHeld.id)
  })
})

describe('any history that is corrected and retracted', () => {
  const fact = fc.tuple(fc.constantFrom(deposit, release), fc.integer({ min: 1, max: 9 })).map(([tell, amount]) => tell(amount))
  const amending = fc.oneof(
    fc.tuple(fc.nat(14), fc.nat(9)).map(([n, amount]) => ({ n, told: correction(n, amount) })),
    fc.nat(14).map((n) => ({ n, told: retraction(n) })),
  )
  const isAbout = (history: readonly ToldOf[], n: number, { type }: ToldOf) =>
    type === EventRetracted.type ? n < history.length : history[n]?.type === Deposited.type || history[n]?.type === Released.type
  /** What is held after each release that stands. */
  const held = (history: readonly ToldOf[]): readonly number[] => {
    const standing = storedCase(CASE, ...history)
    const right = things.decider
    const world = new Map(standing.map(({ id, type, data }) => [id, { type, data }]))
    const gone = new Set<string>()
    for (const one of standing.toReversed())
      if (one.type === EventRetracted.type && !gone.has(one.id)) gone.add((one.data as { retractsId: string }).retractsId)
    for (const one of standing)
      if (one.type === EventCorrected.type && !gone.has(one.id)) {
        const { correctsId, data } = one.data as { correctsId: string; data: object }
        const was = world.get(correctsId)
        if (was) world.set(correctsId, { ...was, data })
      }
    const after: number[] = []
    let state = right.initial
    for (const { id, type } of standing) {
      if (gone.has(id) || (type !== Deposited.type && type !== Released.type)) continue
      state = right.evolve(state, { id, ...(world.get(id) as { type: string; data: object }) })
      if (type === Released.type) after.push(state as number)
    }
    return after
  }
  const lawful = fc
    .array(fact, { minLength: 1, maxLength: 10 })
    .map((facts) =>
      facts.reduce<ToldOf[]>((history, one) => (held([...history, one]).every((left) => left >= 0) ? [...history, one] : history), []),
    )

  it('never comes to what the rules forbid, and all that they allow is allowed', () => {
    const tried = { refused: 0, allowed: 0 }
    fc.assert(
      fc.property(lawful, fc.array(amending, { maxLength: 6 }), (facts, attempts) => {
        let history = facts
        for (const { n, told: one } of attempts) {
          if (!isAbout(history, n, one)) continue
          const { refused, dependants } = judged(history, one)
          const isAllowed = refused === undefined && dependants.length === 0
          tried[isAllowed ? 'allowed' : 'refused'] += 1
          expect(held([...history, one]).every((left) => left >= 0)).toBe(isAllowed)
          if (isAllowed) history = [...history, one]
        }
      }),
      { numRuns: 500 },
    )
    expect(Math.min(tried.refused, tried.allowed)).toBeGreaterThan(10)
  })

  it('takes a correction that says what stands already', () =>
    fc.assert(
      fc.property(fc.array(fact, { minLength: 1, maxLength: 10 }), fc.nat(9), (facts, n) => {
        const same = facts[n]?.data as { amount: number } | undefined
        if (!same) return
        expect(judged(facts, correction(n, same.amount))).toMatchObject({ refused: undefined, recordable: true, dependants: [] })
      }),
    ))
})
