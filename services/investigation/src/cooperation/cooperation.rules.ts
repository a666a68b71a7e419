import type { Rule } from '@case-timeline/decider'
import { personalDataIn, victimsWithoutConsent } from './consent.ts'
import {
  idOf,
  type Cooperation,
  type RecordPoliceCooperationAnswer,
  type RequestPoliceCooperation,
  type ShareSpontaneousInformation,
} from './cooperation.ts'

type OutgoingCommand = RequestPoliceCooperation | ShareSpontaneousInformation

const COOPERATION = 'ACTIP 20: law enforcement cooperation; practice: cooperation of ASEAN police'
const MATERIAL = 'ASEAN MLAT 1, 4: evidence goes through the central authorities'

export const cooperationBelongsToOpenedCase: Rule<Cooperation, OutgoingCommand> = {
  id: 'investigation.cooperation-belongs-to-opened-case',
  sentence: 'requests and information are sent to the police of another country only in a case that was opened',
  source: 'integrity of the record',
  level: 'block',
  holds: (_, { known }) => known.opened,
}

export const requestOrInformationIsSentOnce: Rule<Cooperation, OutgoingCommand> = {
  id: 'investigation.request-or-information-is-sent-once',
  sentence: 'a request or a piece of information is sent once: another request or piece of information needs its own id',
  source: 'integrity of the record',
  level: 'block',
  holds: ({ stage }) => stage === 'notSent',
  facts: (_, { data }) => [idOf(data)],
}

export const personalDataNamesDataSubjects: Rule<Cooperation, OutgoingCommand> = {
  id: 'investigation.personal-data-names-data-subjects',
  sentence: 'personal data is sent abroad only when the persons concerned are named',
  source: 'ACTIP 14(6), 25',
  level: 'block',
  holds: (_, { data }) => data.concerns.length > 0 || personalDataIn(data).length === 0,
  facts: (_, { data }) => personalDataIn(data),
}

export const victimDataGoesAbroadOnlyWithConsent: Rule<Cooperation, OutgoingCommand> = {
  id: 'investigation.victim-data-goes-abroad-only-with-consent',
  sentence:
    'personal data of a victim is sent abroad only when a consent in force covers the recipient, the purpose and the data categories',
  source: 'ACTIP 14(6); practice: consent',
  level: 'block',
  overridableFor: ['vitalInterest'],
  holds: (_, { data, known, now }) => victimsWithoutConsent(data, known, now).length === 0,
  facts: (_, { data, known, now }) => victimsWithoutConsent(data, known, now),
}

export const requestStaysWithinItsMechanism: Rule<Cooperation, RequestPoliceCooperation> = {
  id: 'investigation.request-stays-within-its-mechanism',
  sentence:
    'a request under a cooperation mechanism is sent while the mechanism is in force, to one of its parties, over its channel, with only the data categories agreed in it',
  source: COOPERATION,
  level: 'block',
  holds: (_, command) => mechanismViolations(command).length === 0,
  facts: (_, command) => mechanismViolations(command),
}

const mechanismViolations = ({ data: { toParty, channel, dataCategories }, known: { mechanism } }: RequestPoliceCooperation): string[] =>
  mechanism === undefined
    ? []
    : [
        ...(mechanism.ended ? ['ended'] : []),
        ...(mechanism.parties.includes(toParty) ? [] : [toParty]),
        ...(mechanism.channel === channel ? [] : [channel]),
        ...dataCategories.filter((category) => !mechanism.dataCategories.includes(category)),
      ]

export const mechanismIsOnRecord: Rule<Cooperation, RequestPoliceCooperation> = {
  id: 'investigation.mechanism-is-on-record',
  sentence: 'the mechanism that a request names is on record, in the same case or in another',
  source: COOPERATION,
  level: 'warn',
  holds: (_, { data: { mechanismId }, known: { mechanism } }) => mechanismId === undefined || mechanism !== undefined,
  facts: (_, { data: { mechanismId } }) => (mechanismId === undefined ? [] : [mechanismId]),
}

export const answerHasItsCooperationRequest: Rule<Cooperation, RecordPoliceCooperationAnswer> = {
  id: 'investigation.answer-has-its-cooperation-request',
  sentence: 'an answer of the police of another country refers to a recorded request',
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
  holds: (cooperation) => cooperation.stage === 'requested' || cooperation.stage === 'answered',
  facts: (_, { data: { requestId } }) => [requestId],
}

export const onlyOpenRequestIsAnswered: Rule<Cooperation, RecordPoliceCooperationAnswer> = {
  id: 'investigation.only-open-request-is-answered',
  sentence: 'a request is answered only while it is open',
  source: COOPERATION,
  level: 'warn',
  holds: ({ stage }) => stage !== 'answered',
  facts: (_, { data: { requestId } }) => [requestId],
}

export const policeMaterialIsIntelligence: Rule<Cooperation, RecordPoliceCooperationAnswer> = {
  id: 'investigation.police-material-is-intelligence',
  sentence: 'material from the police of another country is only intelligence until an executed request for legal assistance certifies it',
  source: MATERIAL,
  level: 'warn',
  holds: (_, { data: { materialClass, certifiedBy }, known }) =>
    materialClass === 'intelligenceOnly' || (certifiedBy !== undefined && known.executed.includes(certifiedBy)),
  facts: (_, { data: { requestId } }) => [requestId],
}
