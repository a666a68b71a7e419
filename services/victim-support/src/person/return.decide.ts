import type { Decided } from '@case-timeline/decider'
import { guardianStatesNoWishForAdult } from './majority.rules.ts'
import type {
  AgreeRepatriation,
  CompleteRepatriation,
  DecideTemporaryStay,
  RecordProtectionClaim,
  StateReturnWish,
} from './person.commands.ts'
import type { Offered, Supported } from './person.ts'
import { pastReturnIsRecordedWhileAllowed } from './past-acts.rules.ts'
import type { PersonEvent } from './person-event.ts'
import {
  childReturnIsInBestInterests,
  completedReturnWasAgreed,
  decidedClaimWasRecorded,
  returnRespectsNonRefoulement,
  returnFollowsAssessmentOfLastIncident,
  childIsNotReturnedAgainstOwnWish,
  returnIsVoluntaryOrLawfullyOrdered,
  returnRestsOnRecentRiskAssessment,
  returnWaitsForTestimonyAndReflection,
} from './return.rules.ts'

type Decision = Decided<PersonEvent>

export const decideTemporaryStay = (_: Offered, { data }: DecideTemporaryStay): Decision => ({
  under: [],
  events: [{ type: 'victimSupport.TemporaryStayDecided', data }],
})

export const recordProtectionClaim = (_: Offered, { data }: RecordProtectionClaim): Decision => ({
  under: [decidedClaimWasRecorded],
  events: [{ type: 'victimSupport.ProtectionClaimRecorded', data }],
})

export const stateReturnWish = (_: Offered, { data }: StateReturnWish): Decision => ({
  under: [guardianStatesNoWishForAdult],
  events: [{ type: 'victimSupport.ReturnWishStated', data }],
})

export const agreeRepatriation = (_: Supported, { data }: AgreeRepatriation): Decision => ({
  under: [
    returnRestsOnRecentRiskAssessment,
    returnFollowsAssessmentOfLastIncident,
    returnIsVoluntaryOrLawfullyOrdered,
    childIsNotReturnedAgainstOwnWish,
    returnRespectsNonRefoulement,
    childReturnIsInBestInterests,
    returnWaitsForTestimonyAndReflection,
    pastReturnIsRecordedWhileAllowed,
  ],
  events: [{ type: 'victimSupport.RepatriationAgreed', data }],
})

export const completeRepatriation = (_: Offered, { data }: CompleteRepatriation): Decision => ({
  under: [completedReturnWasAgreed],
  events: [{ type: 'victimSupport.RepatriationCompleted', data }],
})
