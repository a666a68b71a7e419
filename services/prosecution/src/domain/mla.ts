import type * as contract from '@case-timeline/contracts'
import type { FactOf, Happened } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type MlaFact = FactOf<
  | typeof contract.MlaRequestSent
  | typeof contract.MlaRequestReceived
  | typeof contract.MlaRequestAcknowledged
  | typeof contract.MlaRequestExecuted
  | typeof contract.MlaRequestRefused
>

/** The hashes with which police collected the items of the case. */
export interface KnownItems {
  readonly hashOf: Readonly<Record<string, string>>
}
export type SendMlaRequest = CommandOf<typeof contract.SendMlaRequest>
export type ReceiveMlaRequest = CommandOf<typeof contract.ReceiveMlaRequest>
export type AcknowledgeMlaRequest = CommandOf<typeof contract.AcknowledgeMlaRequest>
export type ExecuteMlaRequest = CommandOf<typeof contract.ExecuteMlaRequest, KnownItems>
export type RefuseMlaRequest = CommandOf<typeof contract.RefuseMlaRequest>
export type MlaCommand = SendMlaRequest | ReceiveMlaRequest | AcknowledgeMlaRequest | ExecuteMlaRequest | RefuseMlaRequest

type Direction = NonNullable<FactOf<typeof contract.MlaRequestExecuted>['data']['direction']>

/** One request for legal assistance between two countries. */
export type Mla = NotMade | Open | Decided
export interface NotMade {
  readonly is: 'not made'
}
export interface Open {
  readonly is: 'open'
  readonly direction: Direction
  /** The authority of this country that sent it or took it in. */
  readonly centralAuthority?: string | undefined
}
export interface Decided {
  readonly is: 'executed' | 'refused'
  readonly direction: Direction
  readonly centralAuthority?: string | undefined
}

export const notMade: NotMade = { is: 'not made' }

const decided = (it: Mla, is: Decided['is']): Mla => (it.is === 'not made' ? it : { ...it, is })

export const evolve = (it: Mla, event: Happened<MlaFact>): Mla => {
  switch (event.type) {
    case 'prosecution.MlaRequestSent':
      return { is: 'open', direction: 'sent', centralAuthority: event.data.centralAuthority }
    case 'prosecution.MlaRequestReceived':
      return { is: 'open', direction: 'received', centralAuthority: event.data.centralAuthority }
    case 'prosecution.MlaRequestAcknowledged':
      return it
    case 'prosecution.MlaRequestExecuted':
      return event.data.partial ? it : decided(it, 'executed')
    case 'prosecution.MlaRequestRefused':
      return event.data.postponed ? it : decided(it, 'refused')
  }
}
