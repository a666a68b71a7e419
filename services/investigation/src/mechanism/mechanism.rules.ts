import { isBefore, namedThingIsOnRecord, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type { EndCooperationMechanism, EstablishCooperationMechanism, Mechanism } from './mechanism.ts'

const COOPERATION = 'ACTIP 20: law enforcement cooperation; practice: cooperation of ASEAN police'

export const mechanismIsEstablishedOnce: Rule<Mechanism, EstablishCooperationMechanism> = thingIsRecordedOnce('cooperationMechanism', {
  holds: ({ stage }) => stage === 'notEstablished',
  facts: (_, { data: { mechanismId } }) => [mechanismId],
})

export const mechanismHasTwoParties: Rule<Mechanism, EstablishCooperationMechanism> = {
  id: 'investigation.mechanism-has-two-parties',
  sentence: 'a cooperation mechanism has at least two parties',
  source: COOPERATION,
  level: 'block',
  holds: (_, { data: { parties } }) => new Set(parties).size >= 2,
}

export const mechanismIsReviewed: Rule<Mechanism, EstablishCooperationMechanism> = {
  id: 'investigation.mechanism-is-reviewed',
  sentence: 'the review of a cooperation mechanism is due after the mechanism is established',
  source: COOPERATION,
  level: 'block',
  holds: (_, { data: { reviewBy }, occurredAt, now }) => isBefore(occurredAt ?? now, reviewBy),
  facts: (_, { data: { reviewBy } }) => [reviewBy],
}

export const onlyEstablishedMechanismEnds: Rule<Mechanism, EndCooperationMechanism> = namedThingIsOnRecord('cooperationMechanism', {
  holds: ({ stage }) => stage !== 'notEstablished',
  facts: (_, { data: { mechanismId } }) => [mechanismId],
})
