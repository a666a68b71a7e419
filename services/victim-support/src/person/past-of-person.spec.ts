import { ConsentGranted, NotifyPartyOfIdentification } from '@case-timeline/contracts'
import { settle } from '@case-timeline/decider'
import { commandFor, eventIdOf, type GivenFact, recordedHistory } from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import { personAt } from './past.ts'
import { adult, aSupportCase, consentId, girl, grantConsent, makeReferral } from './person.fixtures.ts'
import type { Offered } from './person.ts'
import type { PersonEvent } from './person-event.ts'
import { personStream } from './person.stream.ts'

const at = (occurredAt: string) => ({ occurredAt, recordedAt: '2026-11-20T08:00:00.000Z' })
const opened: readonly GivenFact<PersonEvent>[] = [...aSupportCase()].map((fact) => ({ ...fact, ...at('2016-01-04') }))
const referral = (occurredAt?: string) => ({ ...makeReferral(), ...(occurredAt !== undefined && { occurredAt }) })

describe('the past of a person', () => {
  const CONSENTS = 40
  const consents = Array.from({ length: CONSENTS }, (_, index): GivenFact<PersonEvent> => {
    const { data } = grantConsent({ consentId: index === 0 ? consentId : eventIdOf(1_000 + index) })
    return { type: ConsentGranted.type, data, ...at('2016-03-10') }
  })
  const personWith = (history: readonly GivenFact<PersonEvent>[]): Offered =>
    recordedHistory([...opened, ...history]).reduce(personStream.evolve, personStream.initial) as Offered
  const supported = personWith(consents)

  /** How often a command reads what a consent on record says. */
  const readsOf = (work: (person: Offered) => unknown): number => {
    let reads = 0
    const datedFacts = supported.datedFacts.map((fact) => ({
      ...fact,
      get data() {
        if (fact.type === ConsentGranted.type) reads += 1
        return fact.data
      },
    })) as unknown as Offered['datedFacts']
    work({ ...supported, datedFacts })
    return reads / CONSENTS
  }
  const notice = (occurredAt?: string) => ({
    ...commandFor(NotifyPartyOfIdentification, { personRef: girl, party: 'MM', at: '2016-04-01', reference: 'R-1' }, adult),
    ...(occurredAt !== undefined && { occurredAt }),
  })
  const decide = (person: Offered, command: ReturnType<typeof notice> | ReturnType<typeof referral>) =>
    settle(personStream.decide(command, person), person, command)

  it('is folded once for all rules on a command', () => {
    const onceFolded = readsOf((person) => personAt(person, notice()))
    expect(onceFolded).toBeGreaterThan(0)
    expect(readsOf((person) => decide(person, notice()))).toBe(onceFolded)
    // The refusal looks for what was unknown then, among what protects the person.
    expect(readsOf((person) => decide(person, notice('2016-04-01')))).toBeLessThanOrEqual(onceFolded + 1)
  })

  it('is folded once more for what was surely before an act, and for what happened since', () => {
    const onceFolded = readsOf((person) => personAt(person, referral()))
    expect(readsOf((person) => decide(person, referral('2016-04-01')))).toBeLessThanOrEqual(onceFolded + 1)
    expect(readsOf((person) => decide(person, referral('2016-03-10')))).toBeLessThan(onceFolded * 3)
  })

  it('is that of the person whom a command is judged for, whatever other person it was judged for before', () => {
    const withoutConsent = personWith([])
    const command = referral('2016-04-01')
    const outcomes = [supported, withoutConsent, supported].map((person) => decide(person, command).outcome)
    expect(outcomes).toEqual(['accepted', 'refused', 'accepted'])
  })
})
