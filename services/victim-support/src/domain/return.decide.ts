import type { Decided } from '@case-timeline/decider'
import type { PersonEvent, ReturnCommand, Supported, ToAgreeReturn, ToClaim, ToCompleteReturn, ToDecideStay } from './person.ts'
import {
  childReturnsInHerBestInterests,
  completedReturnWasAgreed,
  nobodyIsReturnedToWhatSheFears,
  returnFollowsAnAssessmentOfTheLastIncident,
  returnIsVoluntaryOrLawfullyOrdered,
  returnRestsOnARecentRiskAssessment,
  returnWaitsForTestimonyAndReflection,
} from './return.rules.ts'

type Decision = Decided<PersonEvent>
type Known = Omit<Supported, 'stage'>

export const decideStay = (_: Known, { data }: ToDecideStay): Decision => ({
  under: [],
  events: [{ type: 'victimSupport.TemporaryStayDecided', data }],
})

export const recordClaim = (_: Known, { data }: ToClaim): Decision => ({
  under: [],
  events: [{ type: 'victimSupport.ProtectionClaimRecorded', data }],
})

export const agreeReturn = (_: Known, { data }: ToAgreeReturn): Decision => ({
  under: [
    returnRestsOnARecentRiskAssessment,
    returnFollowsAnAssessmentOfTheLastIncident,
    returnIsVoluntaryOrLawfullyOrdered,
    nobodyIsReturnedToWhatSheFears,
    childReturnsInHerBestInterests,
    returnWaitsForTestimonyAndReflection,
  ],
  events: [{ type: 'victimSupport.RepatriationAgreed', data }],
})

export const completeReturn = (_: Known, { data }: ToCompleteReturn): Decision => ({
  under: [completedReturnWasAgreed],
  events: [{ type: 'victimSupport.RepatriationCompleted', data }],
})

export const decideReturn = (person: Known, command: ReturnCommand): Decision => {
  switch (command.name) {
    case 'DecideTemporaryStay':
      return decideStay(person, command)
    case 'RecordProtectionClaim':
      return recordClaim(person, command)
    case 'AgreeRepatriation':
      return agreeReturn(person, command)
    case 'CompleteRepatriation':
      return completeReturn(person, command)
  }
}
