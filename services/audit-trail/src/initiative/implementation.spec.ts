import {
  ChallengeRaised,
  OutcomeMeasured,
  OutcomeMeasureSet,
  ProcedureChanged,
  RecordOutcome,
  RecordProcedure,
  RecordTraining,
  SetOutcomeMeasure,
  TrainingHeld,
} from '@case-timeline/contracts'
import { commandFor, officer, ruleIdsMatchConstants, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import * as rules from './implementation.rules.ts'
import { initiativeStream } from './initiative.stream.ts'
import type { InitiativeEvent } from './initiative.ts'

const given = specificationOf(initiativeStream)
const train = () => commandFor(RecordTraining, RecordTraining.example, {})
const set = (changes: Partial<(typeof OutcomeMeasureSet)['example']> = {}) =>
  commandFor(SetOutcomeMeasure, { ...SetOutcomeMeasure.example, reviewBy: '2027-04-15', ...changes }, {})
const measure = (changes: Partial<(typeof OutcomeMeasured)['example']> = {}) =>
  commandFor(RecordOutcome, { ...RecordOutcome.example, ...changes }, {})

const raised: InitiativeEvent = { type: ChallengeRaised.type, data: ChallengeRaised.example }
const trained: InitiativeEvent = { type: TrainingHeld.type, data: TrainingHeld.example }
const measureSet: InitiativeEvent = { type: OutcomeMeasureSet.type, data: OutcomeMeasureSet.example }

describe('what agencies do to answer a challenge', () => {
  it('is recorded as training, procedures, and measures with their values, before an initiative is agreed too', () => {
    given([raised]).when(train()).then(TrainingHeld)
    given([raised])
      .when(commandFor(RecordProcedure, RecordProcedure.example, {}))
      .then(ProcedureChanged)
    given([raised]).when(set()).then(OutcomeMeasureSet)
    given([raised, measureSet]).when(measure()).then(OutcomeMeasured)
  })

  it(rules.implementationAnswersRaisedChallenge.sentence, () => {
    for (const command of [train(), commandFor(RecordProcedure, RecordProcedure.example, {}), set(), measure()])
      given().when(command).thenRefusedBy(rules.implementationAnswersRaisedChallenge)
  })

  it(rules.implementationIsRecordedByAgencyConcerned.sentence, () => {
    const byAnother = { ...train(), actor: { ...officer, agencyId: 'ph-social-welfare' } }
    given([raised]).when(byAnother).thenRefusedBy(rules.implementationIsRecordedByAgencyConcerned)
    given([raised])
      .when({ ...byAnother, actor: { ...byAnother.actor, role: 'analyst' } })
      .then(TrainingHeld)
  })

  it(rules.trainingIsRecordedOnce.sentence, () => given([raised, trained]).when(train()).thenRefusedBy(rules.trainingIsRecordedOnce))
  it(rules.outcomeMeasureIsSetOnce.sentence, () => given([raised, measureSet]).when(set()).thenRefusedBy(rules.outcomeMeasureIsSetOnce))
  it(rules.outcomeIsOfMeasureThatWasSet.sentence, () => given([raised]).when(measure()).thenRefusedBy(rules.outcomeIsOfMeasureThatWasSet))
  it(rules.outcomeIsRecordedByAgencyThatMeasures.sentence, () => {
    const ofAnother = { ...measure({ agency: 'ph-social-welfare' }), actor: { ...officer, agencyId: 'ph-social-welfare' } }
    given([raised, measureSet]).when(ofAnother).thenRefusedBy(rules.outcomeIsRecordedByAgencyThatMeasures)
    given([raised, measureSet])
      .when({ ...ofAnother, actor: { ...ofAnother.actor, role: 'auditor' } })
      .then(OutcomeMeasured)
  })

  it(rules.outcomeIsReviewedLater.sentence, () => {
    given([raised])
      .when(set({ reviewBy: '2026-01-01' }))
      .then(OutcomeMeasureSet, warning(rules.outcomeIsReviewedLater))
    given([raised, measureSet])
      .when(measure({ nextReviewBy: '2026-01-01' }))
      .then(OutcomeMeasured, warning(rules.outcomeIsReviewedLater))
  })
  it(rules.valueOfLocalChallengesIsNumberShown.sentence, () => {
    const other = { kind: 'other', reference: 'survey-2026' } as const
    for (const [value, isShown] of [
      ['0', true],
      ['33', true],
      ['3', false],
      ['33.5', false],
    ] as const)
      given([raised, measureSet])
        .when(measure({ value }))
        .then(OutcomeMeasured, ...(isShown ? [] : [warning(rules.valueOfLocalChallengesIsNumberShown)]))
    given([raised, measureSet])
      .when(measure({ value: '3', source: other }))
      .then(OutcomeMeasured)
    given([raised])
      .when(set({ baseline: '7' }))
      .then(OutcomeMeasureSet, warning(rules.valueOfLocalChallengesIsNumberShown))
  })

  it('has rules whose ids match the names of their constants', () => ruleIdsMatchConstants('auditTrail', rules))
})
