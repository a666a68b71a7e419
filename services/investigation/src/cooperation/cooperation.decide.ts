import type { Decided } from '@case-timeline/decider'
import type {
  Cooperation,
  CooperationEvent,
  RecordPoliceCooperationAnswer,
  RequestPoliceCooperation,
  ShareSpontaneousInformation,
} from './cooperation.ts'
import {
  answerHasItsCooperationRequest,
  requestStaysWithinItsMechanism,
  sentDataIsRecordedBeforeWithdrawal,
  victimDataGoesAbroadOnlyWithConsent,
  onlyOpenRequestIsAnswered,
  personalDataNamesDataSubjects,
  policeMaterialIsIntelligence,
  mechanismIsOnRecord,
  requestOrInformationIsSentOnce,
} from './cooperation.rules.ts'
import { caseIsOpenedFirst } from '../investigation/investigation.rules.ts'

type Decision = Decided<CooperationEvent>

const outgoingRules = [
  caseIsOpenedFirst,
  requestOrInformationIsSentOnce,
  personalDataNamesDataSubjects,
  victimDataGoesAbroadOnlyWithConsent,
  sentDataIsRecordedBeforeWithdrawal,
]

export const requestPoliceCooperation = (_: Cooperation, { data }: RequestPoliceCooperation): Decision => ({
  under: [...outgoingRules, requestStaysWithinItsMechanism, mechanismIsOnRecord],
  events: [{ type: 'investigation.PoliceCooperationRequested', data }],
})

export const recordPoliceCooperationAnswer = (_: Cooperation, { data }: RecordPoliceCooperationAnswer): Decision => ({
  under: [answerHasItsCooperationRequest, onlyOpenRequestIsAnswered, policeMaterialIsIntelligence],
  events: [{ type: 'investigation.PoliceCooperationAnswered', data }],
})

export const shareSpontaneousInformation = (_: Cooperation, { data }: ShareSpontaneousInformation): Decision => ({
  under: outgoingRules,
  events: [{ type: 'investigation.SpontaneousInformationShared', data }],
})
