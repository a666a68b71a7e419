import {
  AcknowledgeMlaRequest,
  EvidenceCollected,
  ExecuteMlaRequest,
  MlaRequestAcknowledged,
  MlaRequestExecuted,
  MlaRequestReceived,
  MlaRequestRefused,
  MlaRequestSent,
  ReceiveMlaRequest,
  RefuseMlaRequest,
  SendMlaRequest,
} from '@case-timeline/contracts'
import { standing, type Aggregate, type Reading, type StoredEvent } from '@case-timeline/event-store'
import type { KnownItems, Mla, MlaCommand, MlaFact } from './domain/mla.ts'
import { mla } from './domain/mla.decide.ts'

const itemsIn = (history: readonly StoredEvent[], ids: readonly string[]): Reading => {
  const collected = standing(history, EvidenceCollected).filter(({ data }) => ids.includes(data.evidenceId))
  const hashed = collected.flatMap(({ data: { evidenceId, sha256 } }) => (sha256 === undefined ? [] : [[evidenceId, sha256] as const]))
  const known: KnownItems = { hashOf: Object.fromEntries(hashed) }
  return { known, read: collected.map(({ stored }) => stored) }
}

/** The streams `prosecution.mla-<requestId>`: one request for legal assistance each, sent or received. */
export const mlaStream: Aggregate<Mla, MlaCommand, MlaFact> = {
  service: 'prosecution',
  name: 'mla',
  events: [MlaRequestSent, MlaRequestReceived, MlaRequestAcknowledged, MlaRequestExecuted, MlaRequestRefused],
  commands: [SendMlaRequest, ReceiveMlaRequest, AcknowledgeMlaRequest, ExecuteMlaRequest, RefuseMlaRequest],
  decider: mla,
  streamId: (_, { requestId }) => requestId,
  known: (history, command) => {
    switch (command.name) {
      case 'ExecuteMlaRequest':
        return itemsIn(
          history,
          command.data.items.map(({ id }) => id),
        )
      case 'SendMlaRequest':
      case 'ReceiveMlaRequest':
      case 'AcknowledgeMlaRequest':
      case 'RefuseMlaRequest':
        return { known: {}, read: [] }
    }
  },
}
