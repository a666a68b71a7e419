import type { Decided, Decider } from '@case-timeline/decider'
import { evolve, notMade, type ExecuteMlaRequest, type Mla, type MlaCommand, type MlaFact } from './mla.ts'
import {
  aCertifiedItemIsTheCollectedOne,
  anAcknowledgedRequestWasMade,
  anMlaRequestGoesThroughTheCentralAuthority,
  anMlaRequestIsComplete,
  anMlaRequestIsMadeOnce,
  anMlaRequestIsReceivedOnce,
  onlyAnOpenMlaRequestIsDecided,
  theCentralAuthorityAcknowledges,
  theCentralAuthorityTakesRequestsIn,
} from './mla.rules.ts'

/** What another country brought us and what we brought another are not the same: the event says which of the two it was. */
export const executeMlaRequest = (it: Mla, { data }: ExecuteMlaRequest): Decided<MlaFact> => ({
  under: [onlyAnOpenMlaRequestIsDecided, aCertifiedItemIsTheCollectedOne],
  events: [{ type: 'prosecution.MlaRequestExecuted', data: it.is === 'not made' ? data : { ...data, direction: it.direction } }],
})

const decide = (command: MlaCommand, it: Mla): Decided<MlaFact> => {
  switch (command.name) {
    case 'SendMlaRequest':
      return {
        under: [anMlaRequestIsMadeOnce, anMlaRequestGoesThroughTheCentralAuthority, anMlaRequestIsComplete],
        events: [{ type: 'prosecution.MlaRequestSent', data: command.data }],
      }
    case 'ReceiveMlaRequest':
      return {
        under: [anMlaRequestIsReceivedOnce, theCentralAuthorityTakesRequestsIn],
        events: [{ type: 'prosecution.MlaRequestReceived', data: command.data }],
      }
    case 'AcknowledgeMlaRequest':
      return {
        under: [anAcknowledgedRequestWasMade, theCentralAuthorityAcknowledges],
        events: [{ type: 'prosecution.MlaRequestAcknowledged', data: command.data }],
      }
    case 'ExecuteMlaRequest':
      return executeMlaRequest(it, command)
    case 'RefuseMlaRequest':
      return { under: [onlyAnOpenMlaRequestIsDecided], events: [{ type: 'prosecution.MlaRequestRefused', data: command.data }] }
  }
}

export const mla: Decider<Mla, MlaCommand, MlaFact> = { initial: notMade, evolve, decide }
