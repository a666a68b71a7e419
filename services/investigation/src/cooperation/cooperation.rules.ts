import { latestMomentOf, namedThingIsOnRecord, thingIsRecordedOnce } from '@case-timeline/casework'
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

export const requestOrInformationIsSentOnce: Rule<Cooperation, OutgoingCommand> = thingIsRecordedOnce('requestOrPieceOfInformation', {
  holds: ({ stage }) => stage === 'notSent',
  facts: (_, { data }) => [idOf(data)],
})

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
  holds: (_, command) => victimsWithoutConsent(command.data, command.known, latestMomentOf(command)).length === 0,
  facts: (_, command) => victimsWithoutConsent(command.data, command.known, latestMomentOf(command)),
}

/** The victims whose consent covered the data when it was sent, and has expired since. */
const expiredSince = (command: OutgoingCommand): readonly string[] => {
  const { data, known, now } = command
  const uncovered = victimsWithoutConsent(data, known, latestMomentOf(command))
  return victimsWithoutConsent(data, known, now).filter((personRef) => !uncovered.includes(personRef))
}

export const sentDataIsRecordedBeforeWithdrawal: Rule<Cooperation, OutgoingCommand> = {
  id: 'investigation.sent-data-is-recorded-before-withdrawal',
  sentence:
    'personal data of a victim that was sent abroad is recorded as sent before the victim withdraws a consent or comes of age, and before the consent expires',
  source:
    'practice: whether an act that is recorded late was done before the withdrawal, the record alone does not show; ACTIP 14(6): the privacy of victims',
  level: 'warn',
  levelReason: 'the data was sent before: refused, the record would not show that somebody has it',
  holds: (_, command) =>
    personalDataIn(command.data).length === 0 || ((command.known.withdrawnSince ?? []).length === 0 && expiredSince(command).length === 0),
  facts: (_, command) => [...(command.known.withdrawnSince ?? []).map((id) => `since:${id}`), ...expiredSince(command)],
}

export const requestStaysWithinItsMechanism: Rule<Cooperation, RequestPoliceCooperation> = {
  id: 'investigation.request-stays-within-its-mechanism',
  sentence:
    'a request under a cooperation mechanism is sent while the mechanism is in force, from one of its parties to another, over its channel, with only the data categories agreed in it',
  source: COOPERATION,
  level: 'block',
  holds: (_, command) => mechanismViolations(command).length === 0,
  facts: (_, command) => mechanismViolations(command),
}

const mechanismViolations = ({ data, known: { mechanism }, jurisdiction }: RequestPoliceCooperation): string[] => {
  if (mechanism === undefined) return []
  const { toParty, channel, dataCategories } = data
  const { ended, parties } = mechanism
  return [
    ...(ended ? ['ended'] : []),
    ...(jurisdiction === undefined || parties.includes(jurisdiction) ? [] : [jurisdiction]),
    ...(parties.includes(toParty) && toParty !== jurisdiction ? [] : [toParty]),
    ...(mechanism.channel === channel ? [] : [channel]),
    ...dataCategories.filter((category) => !mechanism.dataCategories.includes(category)),
  ]
}

export const mechanismIsOnRecord: Rule<Cooperation, RequestPoliceCooperation> = {
  id: 'investigation.mechanism-is-on-record',
  sentence: 'the mechanism that a request names is on record, in the same case or in another',
  source: COOPERATION,
  level: 'warn',
  levelReason: 'the mechanism may be agreed outside the record, or in a case that the service cannot read',
  holds: (_, { data: { mechanismId }, known: { mechanism } }) => mechanismId === undefined || mechanism !== undefined,
  facts: (_, { data: { mechanismId } }) => (mechanismId === undefined ? [] : [mechanismId]),
}

export const answerHasItsCooperationRequest: Rule<Cooperation, RecordPoliceCooperationAnswer> = namedThingIsOnRecord(
  'requestForCooperation',
  {
    holds: (cooperation) => cooperation.stage === 'requested' || cooperation.stage === 'answered',
    facts: (_, { data: { requestId } }) => [requestId],
  },
)

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
