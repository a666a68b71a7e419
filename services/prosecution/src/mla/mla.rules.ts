import type { Rule } from '@case-timeline/decider'
import type { AcknowledgeMlaRequest, ExecuteMlaRequest, Mla, ReceiveMlaRequest, RefuseMlaRequest, SendMlaRequest } from './mla.ts'

const INTEGRITY = 'integrity of the record'
const CENTRAL = 'ASEAN MLAT 4: central authorities; ACTIP 18: mutual legal assistance'
const CONTENTS = 'ASEAN MLAT 5, 6: form and contents of requests'

export const mlaRequestIsMadeOnce: Rule<Mla, SendMlaRequest> = {
  id: 'prosecution.mla-request-is-made-once',
  sentence: 'a request for legal assistance is sent once: another request needs its own id',
  source: INTEGRITY,
  level: 'block',
  holds: ({ stage }) => stage === 'notMade',
  facts: (_, { data: { requestId } }) => [requestId],
}

export const mlaRequestIsReceivedOnce: Rule<Mla, ReceiveMlaRequest> = {
  id: 'prosecution.mla-request-is-received-once',
  sentence: 'a request from another country is recorded once',
  source: INTEGRITY,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'notMade',
  facts: (_, { data: { requestId } }) => [requestId],
}

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
  holds: (_, { data: { centralAuthority }, actor }) => actor.agencyId === centralAuthority,
  facts: (_, { actor }) => [actor.agencyId],
}

export const acknowledgedRequestIsOnRecord: Rule<Mla, AcknowledgeMlaRequest> = {
  id: 'prosecution.acknowledged-request-is-on-record',
  sentence: 'only a request that is on record is acknowledged',
  source: INTEGRITY,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage !== 'notMade',
  facts: (_, { data: { requestId } }) => [requestId],
}

export const centralAuthorityAcknowledges: Rule<Mla, AcknowledgeMlaRequest> = {
  id: 'prosecution.central-authority-acknowledges',
  sentence: 'the acknowledgement of a request is recorded by the central authority that sent or received it',
  source: CENTRAL,
  level: 'warn',
  holds: (request, { actor }) =>
    request.stage === 'notMade' || request.centralAuthority === undefined || request.centralAuthority === actor.agencyId,
  facts: (_, { actor }) => [actor.agencyId],
}

export const onlyOpenMlaRequestIsDecided: Rule<Mla, ExecuteMlaRequest | RefuseMlaRequest> = {
  id: 'prosecution.only-open-mla-request-is-decided',
  sentence: 'a request for legal assistance is executed or refused only while it is open',
  source: CONTENTS,
  level: 'block',
  holds: ({ stage }) => stage === 'open',
  facts: (_, { data: { requestId } }) => [requestId],
}

const itemsWithOtherHash = ({ data: { items }, known: { hashOf } }: ExecuteMlaRequest): string[] =>
  items.filter(({ id, sha256 }) => hashOf[id] !== undefined && hashOf[id] !== sha256).map(({ id }) => id)

export const certifiedItemMatchesCollectedItem: Rule<Mla, ExecuteMlaRequest> = {
  id: 'prosecution.certified-item-matches-collected-item',
  sentence: 'a certified item has the hash that was recorded when it was collected',
  source: 'ISO/IEC 27037: chain of custody',
  level: 'block',
  holds: (_, command) => itemsWithOtherHash(command).length === 0,
  facts: (_, command) => itemsWithOtherHash(command),
}
