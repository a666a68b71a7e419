import type { Decided, Decider } from '@case-timeline/decider'
import {
  evolve,
  nothing,
  type Cooperation,
  type CooperationCommand,
  type CooperationFact,
  type RecordPoliceCooperationAnswer,
  type RequestPoliceCooperation,
  type ShareSpontaneousInformation,
} from './cooperation.ts'
import {
  anAnswerHasItsCooperationRequest,
  aRequestStaysWithinItsMechanism,
  aVictimsDataGoesAbroadOnlyWithHerConsent,
  cooperationBelongsToAnOpenedCase,
  onlyAnOpenRequestIsAnswered,
  personalDataNamesWhomItConcerns,
  policeMaterialIsIntelligence,
  theMechanismIsOnRecord,
  whatLeavesIsSentOnce,
} from './cooperation.rules.ts'

type Decision = Decided<CooperationFact>

const sending = [
  cooperationBelongsToAnOpenedCase,
  whatLeavesIsSentOnce,
  personalDataNamesWhomItConcerns,
  aVictimsDataGoesAbroadOnlyWithHerConsent,
]

export const requestPoliceCooperation = ({ data }: RequestPoliceCooperation): Decision => ({
  under: [...sending, aRequestStaysWithinItsMechanism, theMechanismIsOnRecord],
  events: [{ type: 'investigation.PoliceCooperationRequested', data }],
})

export const recordPoliceCooperationAnswer = ({ data }: RecordPoliceCooperationAnswer): Decision => ({
  under: [anAnswerHasItsCooperationRequest, onlyAnOpenRequestIsAnswered, policeMaterialIsIntelligence],
  events: [{ type: 'investigation.PoliceCooperationAnswered', data }],
})

export const shareSpontaneousInformation = ({ data }: ShareSpontaneousInformation): Decision => ({
  under: sending,
  events: [{ type: 'investigation.SpontaneousInformationShared', data }],
})

const decide = (command: CooperationCommand): Decision => {
  switch (command.name) {
    case 'RequestPoliceCooperation':
      return requestPoliceCooperation(command)
    case 'RecordPoliceCooperationAnswer':
      return recordPoliceCooperationAnswer(command)
    case 'ShareSpontaneousInformation':
      return shareSpontaneousInformation(command)
  }
}

export const cooperation: Decider<Cooperation, CooperationCommand, CooperationFact> = { initial: nothing, evolve, decide }
