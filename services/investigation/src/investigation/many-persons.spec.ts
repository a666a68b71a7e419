import { CaseReferredToProsecution, SuspectIdentified } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { aCase, refer, trader } from './investigation.fixtures.ts'
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
