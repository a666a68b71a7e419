import type { CommandOfAggregate } from '@case-timeline/commands'
import {
  AgreeInitiative,
  ChallengeRaised,
  InitiativeAgreed,
  InitiativeReviewed,
  OutcomeMeasured,
  OutcomeMeasureSet,
  ProcedureChanged,
  RaiseChallenge,
  ReviewInitiative,
  TrainingHeld,
} from '@case-timeline/contracts'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  officer,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
  specificationOf,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import * as rules from './initiative.rules.ts'
import { initiativeStream } from './initiative.stream.ts'
import type { InitiativeEvent } from './initiative.ts'

const { challengeIsRaisedByAgencyConcerned, challengeIsRaisedOnce, initiativeAnswersChallenge, reviewedInitiativeWasAgreed } = rules

const given = specificationOf(initiativeStream)
const raise = () => commandFor(RaiseChallenge, RaiseChallenge.example, {})
const agree = () => commandFor(AgreeInitiative, AgreeInitiative.example, {})
const review = () => commandFor(ReviewInitiative, ReviewInitiative.example, {})
const raised: InitiativeEvent = { type: ChallengeRaised.type, data: ChallengeRaised.example }
const agreed: InitiativeEvent = { type: InitiativeAgreed.type, data: InitiativeAgreed.example }
const reached: InitiativeEvent = { type: InitiativeReviewed.type, data: { ...InitiativeReviewed.example, outcome: 'reached' } }

describe('an initiative', () => {
  it('answers a challenge and is reviewed until it has reached its target', () => {
    given().when(raise()).then(ChallengeRaised)
    given([raised]).when(agree()).then(InitiativeAgreed)
    given([raised, agreed]).when(review()).then(InitiativeReviewed)
  })
  it(challengeIsRaisedByAgencyConcerned.sentence, () => {
    const byAnother = { ...raise(), actor: { ...officer, agencyId: 'ph-social-welfare' } }
    given().when(byAnother).thenRefusedBy(challengeIsRaisedByAgencyConcerned)
    given()
      .when({ ...byAnother, actor: { ...byAnother.actor, role: 'analyst' } })
      .then(ChallengeRaised)
  })
  it(challengeIsRaisedOnce.sentence, () => given([raised]).when(raise()).thenRefusedBy(challengeIsRaisedOnce))
  it(initiativeAnswersChallenge.sentence, () => {
    given().when(agree()).thenRefusedBy(initiativeAnswersChallenge)
    given([raised, agreed]).when(agree()).thenRefusedBy(initiativeAnswersChallenge)
  })
  it(reviewedInitiativeWasAgreed.sentence, () => {
    given([raised]).when(review()).thenRefusedBy(reviewedInitiativeWasAgreed)
    given([raised, agreed, reached]).when(review()).thenRefusedBy(reviewedInitiativeWasAgreed)
  })
})

describe('any sequence of commands to an initiative', () => {
  const types = Object.values(initiativeStream.commands).map(({ type }) => type)
  const commands = anyCommandOf<CommandOfAggregate<typeof initiativeStream>>(types, fc.constant({}))

  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(initiativeStream, commands))
  it('evolve never throws on a history that the decider can make', () => evolveNeverThrows(initiativeStream, commands))
  it('a report is never blocked: rules only warn about it', () =>
    reportsOnlyRaiseWarnings(
      initiativeStream,
      [ChallengeRaised, InitiativeAgreed, InitiativeReviewed, TrainingHeld, ProcedureChanged, OutcomeMeasureSet, OutcomeMeasured],
      commands,
    ))
  it('each rule id matches the name of its constant', () => ruleIdsMatchConstants('auditTrail', rules))
})
