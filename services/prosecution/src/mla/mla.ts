import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type MlaEvent = FactOf<
  | typeof contract.MlaRequestSent
  | typeof contract.MlaRequestReceived
  | typeof contract.MlaRequestAcknowledged
  | typeof contract.MlaRequestReminded
  | typeof contract.MlaRequestExecuted
  | typeof contract.MlaRequestRefused
>

/** The SHA-256 hash of items of the case, as police recorded it when each item was collected. */
export interface KnownItems {
  readonly hashOf: Readonly<Record<string, string>>
}
export type SendMlaRequest = CommandOf<typeof contract.SendMlaRequest>
export type ReceiveMlaRequest = CommandOf<typeof contract.ReceiveMlaRequest>
export type AcknowledgeMlaRequest = CommandOf<typeof contract.AcknowledgeMlaRequest>
export type RemindOfMlaRequest = CommandOf<typeof contract.RemindOfMlaRequest>
export type ExecuteMlaRequest = CommandOf<typeof contract.ExecuteMlaRequest, KnownItems>
export type RefuseMlaRequest = CommandOf<typeof contract.RefuseMlaRequest>

type Direction = NonNullable<FactOf<typeof contract.MlaRequestExecuted>['data']['direction']>

/** One request for legal assistance between two countries. */
export type Mla = NotMade | Open | Decided
export interface NotMade {
  readonly stage: 'notMade'
}
export interface Open {
  readonly stage: 'open'
  readonly direction: Direction
  /** The authority of this country that sent or received the request. */
  readonly centralAuthority?: string | undefined
}
export interface Decided {
  readonly stage: 'executed' | 'refused'
  readonly direction: Direction
  readonly centralAuthority?: string | undefined
}

export const notMade: NotMade = { stage: 'notMade' }

const decided = (request: Mla, stage: Decided['stage']): Mla => (request.stage === 'notMade' ? request : { ...request, stage })

export const evolve = (request: Mla, event: RecordedFact<MlaEvent>): Mla => {
  switch (event.type) {
    case 'prosecution.MlaRequestSent':
      return { stage: 'open', direction: 'sent', centralAuthority: event.data.centralAuthority }
    case 'prosecution.MlaRequestReceived':
      return { stage: 'open', direction: 'received', centralAuthority: event.data.centralAuthority }
    case 'prosecution.MlaRequestAcknowledged':
    case 'prosecution.MlaRequestReminded':
      return request
    case 'prosecution.MlaRequestExecuted':
      // After a partial execution or a postponement, the request stays open.
      return event.data.partial ? request : decided(request, 'executed')
    case 'prosecution.MlaRequestRefused':
      return event.data.postponed ? request : decided(request, 'refused')
  }
}
