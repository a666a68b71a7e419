import type { Rule } from '@case-timeline/decider'
import { isBefore } from './days.ts'
import type { EndCooperationMechanism, EstablishCooperationMechanism, Mechanism } from './mechanism.ts'

const COOPERATION = 'ACTIP 18 [G]; ASEAN practice of police cooperation [G]'

export const aMechanismIsEstablishedOnce: Rule<Mechanism, EstablishCooperationMechanism> = {
  id: 'investigation.a-mechanism-is-established-once',
  sentence: 'a cooperation mechanism is established once: its renewal has an id of its own',
  source: 'integrity of the record',
  level: 'block',
  holds: (it) => it.is === 'not established',
  facts: (_, { data: { mechanismId } }) => [mechanismId],
}

export const aMechanismHasTwoParties: Rule<Mechanism, EstablishCooperationMechanism> = {
  id: 'investigation.a-mechanism-has-two-parties',
  sentence: 'a cooperation mechanism has at least two parties',
  source: COOPERATION,
  level: 'block',
  holds: (_, { data: { parties } }) => new Set(parties).size >= 2,
}

export const aMechanismIsReviewed: Rule<Mechanism, EstablishCooperationMechanism> = {
  id: 'investigation.a-mechanism-is-reviewed',
  sentence: 'a cooperation mechanism is to be reviewed after it is established',
  source: COOPERATION,
  level: 'block',
  holds: (_, { data: { reviewBy }, occurredAt, now }) => isBefore(occurredAt ?? now, reviewBy),
  facts: (_, { data: { reviewBy } }) => [reviewBy],
}

export const onlyAnEstablishedMechanismEnds: Rule<Mechanism, EndCooperationMechanism> = {
  id: 'investigation.only-an-established-mechanism-ends',
  sentence: 'a cooperation mechanism ends after it was established',
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
  holds: (it) => it.is !== 'not established',
  facts: (_, { data: { mechanismId } }) => [mechanismId],
}
