import { actingAgencyOf, namedThingIsOnRecord, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type {
  AcknowledgeMlaRequest,
  ExecuteMlaRequest,
  Mla,
  ReceiveMlaRequest,
  RefuseMlaRequest,
  RemindOfMlaRequest,
  SendMlaRequest,
} from './mla.ts'

const CENTRAL = 'ASEAN MLAT 4: central authorities; ACTIP 18: mutual legal assistance'
const CUSTODY = 'ISO/IEC 27037: chain of custody'
const CONTENTS = 'ASEAN MLAT 5, 6: form and contents of requests'

/** Whether another country decides on the request: its answer is a fact, and no choice of an agency of this country. */
const wasSent = (request: Mla): boolean => request.stage !== 'notMade' && request.direction === 'sent'

export const mlaRequestIsMadeOnce: Rule<Mla, SendMlaRequest> = thingIsRecordedOnce('requestForLegalAssistance', {
  holds: ({ stage }) => stage === 'notMade',
  facts: (_, { data: { requestId } }) => [requestId],
})

export const mlaRequestIsReceivedOnce: Rule<Mla, ReceiveMlaRequest> = thingIsRecordedOnce('requestOfAnotherCountry', {
  holds: ({ stage }) => stage === 'notMade',
  facts: (_, { data: { requestId } }) => [requestId],
})

export const mlaRequestGoesThroughCentralAuthority: Rule<Mla, SendMlaRequest> = {
  id: 'prosecution.mla-request-goes-through-central-authority',
  sentence: 'a request for legal assistance is sent through the central authority',
  source: CENTRAL,
  level: 'block',
  holds: (_, { data: { centralAuthority } }) => centralAuthority !== undefined,
}

const missingMembers = ({ data: { assistance, factsRef, law } }: SendMlaRequest): string[] => [
  ...(assistance.length > 0 ? [] : ['assistance']),
  ...(factsRef === undefined ? ['factsRef'] : []),
  ...(law.length > 0 ? [] : ['law']),
]

export const mlaRequestIsComplete: Rule<Mla, SendMlaRequest> = {
  id: 'prosecution.mla-request-is-complete',
  sentence: 'a request for legal assistance states the assistance requested, the facts and the law',
  source: CONTENTS,
  level: 'block',
  holds: (_, command) => missingMembers(command).length === 0,
  facts: (_, command) => missingMembers(command),
}

export const centralAuthorityReceivesRequests: Rule<Mla, ReceiveMlaRequest> = {
  id: 'prosecution.central-authority-receives-requests',
  sentence: 'a request from another country is received by the central authority itself',
  source: CENTRAL,
  level: 'warn',
  holds: (_, { data: { centralAuthority }, actor }) => actingAgencyOf(actor) === centralAuthority,
  facts: (_, { actor }) => [actingAgencyOf(actor)],
}

export const answeredMlaRequestIsOnRecord: Rule<Mla, AcknowledgeMlaRequest | ExecuteMlaRequest | RefuseMlaRequest> = namedThingIsOnRecord(
  'requestForLegalAssistance',
  {
    holds: ({ stage }) => stage !== 'notMade',
    facts: (_, { data: { requestId } }) => [requestId],
  },
)

export const onlySentMlaRequestIsRemindedOf: Rule<Mla, RemindOfMlaRequest> = namedThingIsOnRecord('sentRequestForLegalAssistance', {
  holds: wasSent,
  facts: (_, { data: { requestId } }) => [requestId],
})

export const centralAuthorityAcknowledges: Rule<Mla, AcknowledgeMlaRequest> = {
  id: 'prosecution.central-authority-acknowledges',
  sentence: 'the acknowledgement of a request is recorded by the central authority that sent or received it',
  source: CENTRAL,
  level: 'warn',
  holds: (request, { actor }) =>
    request.stage === 'notMade' || request.centralAuthority === undefined || request.centralAuthority === actingAgencyOf(actor),
  facts: (_, { actor }) => [actingAgencyOf(actor)],
}

export const onlyOpenMlaRequestIsDecided: Rule<Mla, ExecuteMlaRequest | RefuseMlaRequest> = {
  id: 'prosecution.only-open-mla-request-is-decided',
  sentence: 'this country executes or refuses a request for legal assistance of another one only while the request is open',
  source: CONTENTS,
  level: 'block',
  holds: (request) => request.stage === 'open' || wasSent(request),
  facts: (_, { data: { requestId } }) => [requestId],
}

export const sentMlaRequestIsAnsweredWhileOpen: Rule<Mla, ExecuteMlaRequest | RefuseMlaRequest> = {
  id: 'prosecution.sent-mla-request-is-answered-while-open',
  sentence: 'another country executes or refuses a request for legal assistance while the request is open',
  source: CONTENTS,
  level: 'warn',
  ofReport: true,
  holds: (request) => request.stage === 'open' || !wasSent(request),
  facts: (_, { data: { requestId } }) => [requestId],
}

const itemsWithOtherHash = ({ data: { items }, known: { hashOf } }: ExecuteMlaRequest): string[] =>
  items.filter(({ id, sha256 }) => hashOf[id] !== undefined && hashOf[id] !== sha256).map(({ id }) => id)

export const certifiedItemMatchesCollectedItem: Rule<Mla, ExecuteMlaRequest> = {
  id: 'prosecution.certified-item-matches-collected-item',
  sentence: 'an item that this country certifies has the hash that was recorded when it was collected',
  source: CUSTODY,
  level: 'block',
  holds: (request, command) => wasSent(request) || itemsWithOtherHash(command).length === 0,
  facts: (_, command) => itemsWithOtherHash(command),
}

export const itemCertifiedAbroadMatchesCollectedItem: Rule<Mla, ExecuteMlaRequest> = {
  id: 'prosecution.item-certified-abroad-matches-collected-item',
  sentence: 'an item that another country certifies has the hash that was recorded when it was collected',
  source: CUSTODY,
  level: 'warn',
  ofReport: true,
  holds: (request, command) => !wasSent(request) || itemsWithOtherHash(command).length === 0,
  facts: (_, command) => itemsWithOtherHash(command),
}
