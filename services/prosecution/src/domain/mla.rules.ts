import type { Rule } from '@case-timeline/decider'
import type { AcknowledgeMlaRequest, ExecuteMlaRequest, Mla, ReceiveMlaRequest, RefuseMlaRequest, SendMlaRequest } from './mla.ts'

const INTEGRITY = 'integrity of the record'
const CENTRAL = 'ASEAN MLAT 4 [G]; ACTIP 20 [G]: central authorities'
const CONTENTS = 'ASEAN MLAT 6 [G]: form and contents of requests'

export const anMlaRequestIsMadeOnce: Rule<Mla, SendMlaRequest> = {
  id: 'prosecution.an-mla-request-is-made-once',
  sentence: 'a request for legal assistance is made once: another one has an id of its own',
  source: INTEGRITY,
  level: 'block',
  holds: (it) => it.is === 'not made',
  facts: (_, { data: { requestId } }) => [requestId],
}

export const anMlaRequestIsReceivedOnce: Rule<Mla, ReceiveMlaRequest> = {
  id: 'prosecution.an-mla-request-is-received-once',
  sentence: 'a request of another country is recorded once',
  source: INTEGRITY,
  level: 'block',
  integrity: true,
  holds: (it) => it.is === 'not made',
  facts: (_, { data: { requestId } }) => [requestId],
}

export const anMlaRequestGoesThroughTheCentralAuthority: Rule<Mla, SendMlaRequest> = {
  id: 'prosecution.an-mla-request-goes-through-the-central-authority',
  sentence: 'a request for legal assistance goes through the central authority',
  source: CENTRAL,
  level: 'block',
  holds: (_, { data: { centralAuthority } }) => centralAuthority !== undefined,
}

const lacking = ({ data: { assistance, factsRef, law } }: SendMlaRequest): string[] => [
  ...(assistance.length > 0 ? [] : ['assistance']),
  ...(factsRef === undefined ? ['factsRef'] : []),
  ...(law.length > 0 ? [] : ['law']),
]

export const anMlaRequestIsComplete: Rule<Mla, SendMlaRequest> = {
  id: 'prosecution.an-mla-request-is-complete',
  sentence: 'a request for legal assistance states what is asked for, the facts and the law',
  source: CONTENTS,
  level: 'block',
  holds: (_, command) => lacking(command).length === 0,
  facts: (_, command) => lacking(command),
}

export const theCentralAuthorityTakesRequestsIn: Rule<Mla, ReceiveMlaRequest> = {
  id: 'prosecution.the-central-authority-takes-requests-in',
  sentence: 'the central authority itself takes in a request of another country',
  source: CENTRAL,
  level: 'warn',
  holds: (_, { data: { centralAuthority }, actor }) => actor.agencyId === centralAuthority,
  facts: (_, { actor }) => [actor.agencyId],
}

export const anAcknowledgedRequestWasMade: Rule<Mla, AcknowledgeMlaRequest> = {
  id: 'prosecution.an-acknowledged-request-was-made',
  sentence: 'a request is acknowledged that is on record',
  source: INTEGRITY,
  level: 'block',
  integrity: true,
  holds: (it) => it.is !== 'not made',
  facts: (_, { data: { requestId } }) => [requestId],
}

export const theCentralAuthorityAcknowledges: Rule<Mla, AcknowledgeMlaRequest> = {
  id: 'prosecution.the-central-authority-acknowledges',
  sentence: 'the central authority itself acknowledges a request of another country',
  source: CENTRAL,
  level: 'warn',
  holds: (it, { actor }) => it.is === 'not made' || it.centralAuthority === undefined || it.centralAuthority === actor.agencyId,
  facts: (_, { actor }) => [actor.agencyId],
}

export const onlyAnOpenMlaRequestIsDecided: Rule<Mla, ExecuteMlaRequest | RefuseMlaRequest> = {
  id: 'prosecution.only-an-open-mla-request-is-decided',
  sentence: 'a request for legal assistance is executed or refused while it is open',
  source: CONTENTS,
  level: 'block',
  holds: (it) => it.is === 'open',
  facts: (_, { data: { requestId } }) => [requestId],
}

const otherwiseHashed = ({ data: { items }, known: { hashOf } }: ExecuteMlaRequest): string[] =>
  items.filter(({ id, sha256 }) => hashOf[id] !== undefined && hashOf[id] !== sha256).map(({ id }) => id)

export const aCertifiedItemIsTheCollectedOne: Rule<Mla, ExecuteMlaRequest> = {
  id: 'prosecution.a-certified-item-is-the-collected-one',
  sentence: 'a certified item has the hash with which it was collected',
  source: 'chain of custody, ISO/IEC 27037 [G]',
  level: 'block',
  holds: (_, command) => otherwiseHashed(command).length === 0,
  facts: (_, command) => otherwiseHashed(command),
}
