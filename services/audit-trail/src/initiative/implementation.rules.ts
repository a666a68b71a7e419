import { isBefore, namedThingIsOnRecord, thingIsRecordedOnce } from '@case-timeline/casework'
import type { MeasureSource } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import type { Initiative, OfChallenge, RecordOutcome, RecordProcedure, RecordTraining, SetOutcomeMeasure } from './initiative.ts'
import { maySpeakFor } from './initiative.rules.ts'

const integrity = 'integrity of the record'
const MONITORING = 'practice: monitoring of work plans against trafficking'

type RecordImplementation = RecordTraining | RecordProcedure | SetOutcomeMeasure | RecordOutcome

export const implementationAnswersRaisedChallenge: Rule<Initiative, RecordImplementation> = namedThingIsOnRecord('challenge', {
  holds: ({ stage }) => stage !== 'notRaised',
  facts: (_, { data: { initiativeId } }) => [initiativeId],
})

export const implementationIsRecordedByAgencyConcerned: Rule<OfChallenge, RecordImplementation> = {
  id: 'auditTrail.implementation-is-recorded-by-agency-concerned',
  sentence: 'an agency records its own training, procedures and measures; those of others are recorded by an auditor or an analyst',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: (_, { actor, data: { agency } }) => maySpeakFor(actor, agency),
  facts: (_, { data: { agency } }) => [agency],
}

export const trainingIsRecordedOnce: Rule<OfChallenge, RecordTraining> = thingIsRecordedOnce('training', {
  holds: ({ trainings }, { data: { trainingId } }) => !trainings.includes(trainingId),
  facts: (_, { data: { trainingId } }) => [trainingId],
})

export const outcomeMeasureIsSetOnce: Rule<OfChallenge, SetOutcomeMeasure> = thingIsRecordedOnce('outcomeMeasure', {
  holds: ({ measures }, { data: { measureId } }) => measures[measureId] === undefined,
  facts: (_, { data: { measureId } }) => [measureId],
})

export const outcomeIsOfMeasureThatWasSet: Rule<OfChallenge, RecordOutcome> = namedThingIsOnRecord('outcomeMeasure', {
  holds: ({ measures }, { data: { measureId } }) => measures[measureId] !== undefined,
  facts: (_, { data: { measureId } }) => [measureId],
})

/** A value says when it is measured next: it could end the review of a measure of somebody else. */
export const outcomeIsRecordedByAgencyThatMeasures: Rule<OfChallenge, RecordOutcome> = {
  id: 'auditTrail.outcome-is-recorded-by-agency-that-measures',
  sentence: 'an agency records values of the measures that it set itself; those of others are recorded by an auditor or an analyst',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ measures }, { actor, data: { measureId } }) => maySpeakFor(actor, measures[measureId] ?? actor.agencyId),
  facts: ({ measures }, { data: { measureId } }) => [measures[measureId] ?? measureId],
}

export const outcomeIsReviewedLater: Rule<OfChallenge, SetOutcomeMeasure | RecordOutcome> = {
  id: 'auditTrail.outcome-is-reviewed-later',
  sentence: 'the day of the next review is after the day on which an outcome measure was set or measured',
  source: MONITORING,
  level: 'warn',
  holds: (_, { data, occurredAt, now }) => {
    const next = 'reviewBy' in data ? data.reviewBy : data.nextReviewBy
    return next === undefined || isBefore(occurredAt ?? now, next)
  },
}

/** The list shows multiples of 11 only (ADR 95): any other number was taken from the exact one. */
const isShownNumber = ({ kind }: MeasureSource, value: string): boolean =>
  kind !== 'localChallenges' || (/^\d+$/.test(value) && Number(value) % 11 === 0)

export const valueOfLocalChallengesIsNumberShown: Rule<OfChallenge, SetOutcomeMeasure | RecordOutcome> = {
  id: 'auditTrail.value-of-local-challenges-is-number-shown',
  sentence: 'a value from the local challenges is a number that every sector is shown: a multiple of 11, or 0',
  source: 'practice: small numbers are suppressed in lists that show no person',
  level: 'warn',
  holds: (_, { data }) => isShownNumber(data.source, 'value' in data ? data.value : data.baseline),
}
