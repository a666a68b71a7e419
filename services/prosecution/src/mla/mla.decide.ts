import type { Decided } from '@case-timeline/decider'
import type {
  AcknowledgeMlaRequest,
  ExecuteMlaRequest,
  Mla,
  MlaEvent,
  ReceiveMlaRequest,
  RefuseMlaRequest,
  RemindOfMlaRequest,
  SendMlaRequest,
} from './mla.ts'
import {
  certifiedItemMatchesCollectedItem,
  answeredMlaRequestIsOnRecord,
  itemCertifiedAbroadMatchesCollectedItem,
  mlaRequestGoesThroughCentralAuthority,
  mlaRequestIsComplete,
  mlaRequestIsMadeOnce,
  mlaRequestIsReceivedOnce,
  onlyOpenMlaRequestIsDecided,
  onlySentMlaRequestIsRemindedOf,
  sentMlaRequestIsAnsweredWhileOpen,
  centralAuthorityAcknowledges,
  centralAuthorityReceivesRequests,
} from './mla.rules.ts'

type Decision = Decided<MlaEvent>

export const sendMlaRequest = (_: Mla, { data }: SendMlaRequest): Decision => ({
  under: [mlaRequestIsMadeOnce, mlaRequestGoesThroughCentralAuthority, mlaRequestIsComplete],
  events: [{ type: 'prosecution.MlaRequestSent', data }],
})

export const remindOfMlaRequest = (_: Mla, { data }: RemindOfMlaRequest): Decision => ({
  under: [onlySentMlaRequestIsRemindedOf],
  events: [{ type: 'prosecution.MlaRequestReminded', data }],
})

export const receiveMlaRequest = (_: Mla, { data }: ReceiveMlaRequest): Decision => ({
  under: [mlaRequestIsReceivedOnce, centralAuthorityReceivesRequests],
  events: [{ type: 'prosecution.MlaRequestReceived', data }],
})

export const acknowledgeMlaRequest = (_: Mla, { data }: AcknowledgeMlaRequest): Decision => ({
  under: [answeredMlaRequestIsOnRecord, centralAuthorityAcknowledges],
  events: [{ type: 'prosecution.MlaRequestAcknowledged', data }],
})

/** The event states whether the executed request was sent to another country or received from one. */
export const executeMlaRequest = (request: Mla, { data }: ExecuteMlaRequest): Decision => ({
  under: [
    answeredMlaRequestIsOnRecord,
    onlyOpenMlaRequestIsDecided,
    sentMlaRequestIsAnsweredWhileOpen,
    certifiedItemMatchesCollectedItem,
    itemCertifiedAbroadMatchesCollectedItem,
  ],
  events: [
    { type: 'prosecution.MlaRequestExecuted', data: request.stage === 'notMade' ? data : { ...data, direction: request.direction } },
  ],
})

export const refuseMlaRequest = (_: Mla, { data }: RefuseMlaRequest): Decision => ({
  under: [answeredMlaRequestIsOnRecord, onlyOpenMlaRequestIsDecided, sentMlaRequestIsAnsweredWhileOpen],
  events: [{ type: 'prosecution.MlaRequestRefused', data }],
})
