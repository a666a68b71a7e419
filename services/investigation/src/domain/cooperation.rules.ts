import type { Rule } from '@case-timeline/decider'
import { personalDataIn, victimsWithoutConsent } from './consent.ts'
import type { Cooperation, RecordPoliceCooperationAnswer, RequestPoliceCooperation, ShareSpontaneousInformation } from './cooperation.ts'

type Sending = RequestPoliceCooperation | ShareSpontaneousInformation

const COOPERATION = 'ACTIP 18 [G]; ASEAN practice of police cooperation [G]'
const MATERIAL = 'ASEAN MLAT 1, 9 [G]: evidence goes through the central authorities'

const idOf = (command: Sending): string =>
  command.name === 'RequestPoliceCooperation' ? command.data.requestId : command.data.informationId

export const cooperationBelongsToAnOpenedCase: Rule<Cooperation, Sending> = {
  id: 'investigation.cooperation-belongs-to-an-opened-case',
  sentence: 'police of another country are asked or told in a case that was opened',
  source: 'integrity of the record',
  level: 'block',
  holds: (_, { known }) => known.opened,
}

export const whatLeavesIsSentOnce: Rule<Cooperation, Sending> = {
  id: 'investigation.what-leaves-is-sent-once',
  sentence: 'a request or an information is sent once: another one has an id of its own',
  source: 'integrity of the record',
  level: 'block',
  holds: (it) => it.is === 'nothing',
  facts: (_, command) => [idOf(command)],
}

export const personalDataNamesWhomItConcerns: Rule<Cooperation, Sending> = {
  id: 'investigation.personal-data-names-whom-it-concerns',
  sentence: 'personal data goes abroad only with the persons named whom it concerns',
  source: 'ACTIP 14(6) [V], 25 [G]',
  level: 'block',
  holds: (_, { data }) => data.concerns.length > 0 || personalDataIn(data).length === 0,
  facts: (_, { data }) => personalDataIn(data),
}

export const aVictimsDataGoesAbroadOnlyWithHerConsent: Rule<Cooperation, Sending> = {
  id: 'investigation.a-victims-data-goes-abroad-only-with-her-consent',
  sentence: 'data about a victim goes abroad only as a live consent of hers covers recipient, purpose and kinds of data',
  source: 'ACTIP 14(6) [V]; consent as practice [G]',
  level: 'block',
  overridableFor: ['vitalInterest'],
  holds: (_, { data, known, now }) => victimsWithoutConsent(data, known, now).length === 0,
  facts: (_, { data, known, now }) => victimsWithoutConsent(data, known, now),
}

export const aRequestStaysWithinItsMechanism: Rule<Cooperation, RequestPoliceCooperation> = {
  id: 'investigation.a-request-stays-within-its-mechanism',
  sentence:
    'a request under a standing mechanism goes to one of its parties, over its channel, with the kinds of data agreed, while it stands',
  source: COOPERATION,
  level: 'block',
  holds: (_, command) => outsideOf(command).length === 0,
  facts: (_, command) => outsideOf(command),
}

const outsideOf = ({ data: { toParty, channel, dataCategories }, known: { mechanism } }: RequestPoliceCooperation): string[] =>
  mechanism === undefined
    ? []
    : [
        ...(mechanism.ended ? ['ended'] : []),
        ...(mechanism.parties.includes(toParty) ? [] : [toParty]),
        ...(mechanism.channel === channel ? [] : [channel]),
        ...dataCategories.filter((category) => !mechanism.dataCategories.includes(category)),
      ]

export const theMechanismIsOnRecord: Rule<Cooperation, RequestPoliceCooperation> = {
  id: 'investigation.the-mechanism-is-on-record',
  sentence: 'a request names a mechanism that is on record, in its own case or in another',
  source: COOPERATION,
  level: 'warn',
  holds: (_, { data: { mechanismId }, known: { mechanism } }) => mechanismId === undefined || mechanism !== undefined,
  facts: (_, { data: { mechanismId } }) => (mechanismId === undefined ? [] : [mechanismId]),
}

export const anAnswerHasItsCooperationRequest: Rule<Cooperation, RecordPoliceCooperationAnswer> = {
  id: 'investigation.an-answer-has-its-cooperation-request',
  sentence: 'police of another country answer a request that was made',
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
  holds: (it) => it.is === 'requested' || it.is === 'answered',
  facts: (_, { data: { requestId } }) => [requestId],
}

export const onlyAnOpenRequestIsAnswered: Rule<Cooperation, RecordPoliceCooperationAnswer> = {
  id: 'investigation.only-an-open-request-is-answered',
  sentence: 'a request is answered while it is open',
  source: COOPERATION,
  level: 'warn',
  holds: (it) => it.is !== 'answered',
  facts: (_, { data: { requestId } }) => [requestId],
}

export const policeMaterialIsIntelligence: Rule<Cooperation, RecordPoliceCooperationAnswer> = {
  id: 'investigation.police-material-is-intelligence',
  sentence: 'what police of another country send is intelligence only until an executed request for legal assistance certifies it',
  source: MATERIAL,
  level: 'warn',
  holds: (_, { data: { materialClass, certifiedBy }, known }) =>
    materialClass === 'intelligenceOnly' || (certifiedBy !== undefined && known.executed.includes(certifiedBy)),
  facts: (_, { data: { requestId } }) => [requestId],
}
