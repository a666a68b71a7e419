import type { Decided, Forbidden } from '@case-timeline/decider'
import type {
  Initiative,
  InitiativeEvent,
  OfChallenge,
  RecordOutcome,
  RecordProcedure,
  RecordTraining,
  SetOutcomeMeasure,
} from './initiative.ts'
import {
  implementationAnswersRaisedChallenge,
  implementationIsRecordedByAgencyConcerned,
  outcomeIsOfMeasureThatWasSet,
  outcomeIsRecordedByAgencyThatMeasures,
  outcomeIsReviewedLater,
  outcomeMeasureIsSetOnce,
  trainingIsRecordedOnce,
  valueOfLocalChallengesIsNumberShown,
} from './implementation.rules.ts'

type Decision = Decided<InitiativeEvent>

export const recordTraining = (_: OfChallenge, { data }: RecordTraining): Decision => ({
  under: [implementationIsRecordedByAgencyConcerned, trainingIsRecordedOnce],
  events: [{ type: 'auditTrail.TrainingHeld', data }],
})

export const recordProcedure = (_: OfChallenge, { data }: RecordProcedure): Decision => ({
  under: [implementationIsRecordedByAgencyConcerned],
  events: [{ type: 'auditTrail.ProcedureChanged', data }],
})

export const setOutcomeMeasure = (_: OfChallenge, { data }: SetOutcomeMeasure): Decision => ({
  under: [implementationIsRecordedByAgencyConcerned, outcomeMeasureIsSetOnce, outcomeIsReviewedLater, valueOfLocalChallengesIsNumberShown],
  events: [{ type: 'auditTrail.OutcomeMeasureSet', data }],
})

export const recordOutcome = (_: OfChallenge, { data }: RecordOutcome): Decision => ({
  under: [
    implementationIsRecordedByAgencyConcerned,
    outcomeIsOfMeasureThatWasSet,
    outcomeIsRecordedByAgencyThatMeasures,
    outcomeIsReviewedLater,
    valueOfLocalChallengesIsNumberShown,
  ],
  events: [{ type: 'auditTrail.OutcomeMeasured', data }],
})

export const whenOfChallenge =
  <C>(decide: (initiative: OfChallenge, command: C) => Decision) =>
  (initiative: Initiative, command: C): Decision | Forbidden =>
    initiative.stage === 'notRaised' ? { forbiddenBy: implementationAnswersRaisedChallenge } : decide(initiative, command)
