import { safeguardsOf } from '@case-timeline/casework'
import {
  CaseReferredToProsecution,
  type FactOf,
  PresumedVictimIdentified,
  ReferCaseToProsecution,
  SuspectIdentified,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { aCase, assessedId, informedId, refer, trader } from './investigation.fixtures.ts'
import { eachVictimIsSafeguarded } from './investigation.rules.ts'
import { investigationStream } from './investigation.stream.ts'
import { evolve, type Investigation, isSuspect, unopened } from './investigation.ts'

const refOf = (number: number): string => `11111111-1111-4111-8111-${number.toString(16).padStart(12, '0')}`
const identified = (number: number) => ({
  id: refOf(number),
  type: SuspectIdentified.type,
  data: { ...SuspectIdentified.example, personRef: refOf(number) },
})

/** A value and all values that it contains. */
const partsOf = (value: unknown): readonly object[] =>
  typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(partsOf)] : []

describe('an investigation of many persons', () => {
  it('shares with the one before a fact what the fact does not concern', () => {
    const PERSONS = 4_000
    const before = Array.from({ length: PERSONS }, (_, number) => identified(number)).reduce<Investigation>(evolve, unopened)
    const after = evolve(before, identified(PERSONS))
    const known = new Set(partsOf(before))
    const copied = partsOf(after)
      .filter((part) => !known.has(part))
      .flatMap(Object.keys)
    expect(copied.length).toBeLessThan(PERSONS / 10)
    expect([0, 1, PERSONS - 1, PERSONS].every((number) => isSuspect(after, refOf(number)))).toBe(true)
    expect(isSuspect(before, refOf(PERSONS))).toBe(false)
  })
})

describe('a referral of a case of many presumed victims', () => {
  const VICTIMS = 450
  const victims = Array.from({ length: VICTIMS }, (_, number) => refOf(number))
  const history = victims.reduce((facts, personRef) => facts.withPresumedVictim(personRef), aCase().opened().withSuspect(trader))
  const safeguards = victims.map((personRef) => ({ personRef, reasonCode: 'declined' as const }))
  const command = refer({ safeguards })
  const decided = investigationStream.decide(command, [...history].reduce(evolve as never, unopened) as never)
  const [referral] = 'events' in decided ? decided.events : []

  it('has the safeguards of the first two hundred, and all others in a list of their own', () => {
    expect(referral).toMatchObject({ data: { safeguards: safeguards.slice(0, 200), furtherSafeguards: safeguards.slice(200) } })
    expect(CaseReferredToProsecution.data.safeParse(referral?.data).success).toBe(true)
  })

  it('is decided again, when something is corrected, with the reasons of all of them', () =>
    expect(investigationStream.commandOf?.(referral as never)).toEqual({ name: command.name, data: command.data }))
})

describe('a referral of ten thousand presumed victims of whom nearly nobody was reached', () => {
  const victims = Array.from({ length: 10_000 }, (_, number) => refOf(number))
  const [reached, informed, declined, ...others] = victims as [string, string, string, ...string[]]
  const presumed = victims.map((id) => ({
    id,
    type: PresumedVictimIdentified.type,
    data: { ...PresumedVictimIdentified.example, personRef: id },
  }))
  const state = [...aCase().opened().withSuspect(trader), ...presumed].reduce<Investigation>(evolve as never, unopened)
  const known = { rightsInformed: { [reached]: informedId, [informed]: informedId }, riskAssessed: { [reached]: assessedId } }
  const command = refer({ safeguards: [{ personRef: declined, reasonCode: 'declined' }], reasonForOthers: 'notYetReachable' }, known)
  const referralBy = (data: (typeof command)['data']) => {
    const decided = investigationStream.decide({ ...command, data }, state)
    return ('events' in decided ? decided.events[0] : undefined) as FactOf<typeof CaseReferredToProsecution>
  }
  const referral = referralBy(command.data)

  it('takes one reason for all who have none of their own, and records it for each of them', () => {
    expect(ReferCaseToProsecution.data.safeParse(command.data).success).toBe(true)
    expect(safeguardsOf(referral.data)).toEqual([
      { personRef: reached, rightsInformed: informedId, riskAssessed: assessedId },
      { personRef: informed, rightsInformed: informedId, reasonCode: 'notYetReachable' },
      { personRef: declined, reasonCode: 'declined' },
      ...others.map((personRef) => ({ personRef, reasonCode: 'notYetReachable' })),
    ])
    expect(CaseReferredToProsecution.data.safeParse(referral.data).success).toBe(true)
    expect(eachVictimIsSafeguarded.holds(state as never, command)).toBe(true)
  })

  it('is decided again to the same record', () => {
    const again = investigationStream.commandOf?.(referral)
    expect(referralBy(again?.data as (typeof command)['data'])).toEqual(referral)
  })

  it('takes as many reasons of their own as a request can carry', () => {
    const safeguards = victims.slice(0, 5_000).map((personRef) => ({ personRef, reasonCode: 'declined' }))
    expect(ReferCaseToProsecution.data.safeParse({ ...command.data, safeguards }).success).toBe(true)
  })
})
