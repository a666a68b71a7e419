import {
  AgreeInitiative,
  ChallengeRaised,
  InitiativeAgreed,
  initiativeCommands,
  InitiativeReviewed,
  RaiseChallenge,
  ReviewInitiative,
} from '@case-timeline/contracts'
import {
  anyOf,
  commanded,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  reportsAreOnlyWarnedAbout,
  rulesHaveOneName,
  specificationOf,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { initiative } from './initiative.decide.ts'
import * as rules from './initiative.rules.ts'
import type { InitiativeCommand, InitiativeEvent } from './initiative.ts'

const { challengeIsRaisedOnce, initiativeAnswersAChallenge, reviewedInitiativeWasAgreed } = rules

const given = specificationOf(initiative)
const raise = () => commanded(RaiseChallenge, RaiseChallenge.example, undefined)
const agree = () => commanded(AgreeInitiative, AgreeInitiative.example, undefined)
const review = () => commanded(ReviewInitiative, ReviewInitiative.example, undefined)
const raised: InitiativeEvent = { type: ChallengeRaised.type, data: ChallengeRaised.example }
const agreed: InitiativeEvent = { type: InitiativeAgreed.type, data: InitiativeAgreed.example }
const reached: InitiativeEvent = { type: InitiativeReviewed.type, data: { ...InitiativeReviewed.example, outcome: 'reached' } }

describe('an initiative', () => {
  it('answers a challenge and is reviewed until it has reached its target', () => {
    given().when(raise()).then(ChallengeRaised)
    given([raised]).when(agree()).then(InitiativeAgreed)
    given([raised, agreed]).when(review()).then(InitiativeReviewed)
  })
  it(challengeIsRaisedOnce.sentence, () => given([raised]).when(raise()).thenRefusedBy(challengeIsRaisedOnce))
  it(initiativeAnswersAChallenge.sentence, () => {
    given().when(agree()).thenRefusedBy(initiativeAnswersAChallenge)
    given([raised, agreed]).when(agree()).thenRefusedBy(initiativeAnswersAChallenge)
  })
  it(reviewedInitiativeWasAgreed.sentence, () => {
    given([raised]).when(review()).thenRefusedBy(reviewedInitiativeWasAgreed)
    given([raised, agreed, reached]).when(review()).thenRefusedBy(reviewedInitiativeWasAgreed)
  })
})

describe('whatever is asked of an initiative', () => {
  const commands = anyOf<InitiativeCommand>(initiativeCommands, fc.constant(undefined))

  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(initiative, commands))
  it('evolve never throws on a history that the decider can make', () => evolveNeverThrows(initiative, commands))
  it('reports are only warned about', () =>
    reportsAreOnlyWarnedAbout(initiative, [ChallengeRaised, InitiativeAgreed, InitiativeReviewed], commands))
  it('each rule has one name', () => rulesHaveOneName('auditTrail', rules))
})
