import type { Consent as ConsentInForce, ConsentTerms } from '@case-timeline/casework'
import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'
import type { KnownCase } from '../investigation/investigation.commands.ts'

export type CooperationEvent = FactOf<
  typeof contract.PoliceCooperationRequested | typeof contract.PoliceCooperationAnswered | typeof contract.SpontaneousInformationShared
>

/** The terms in force of a consent that a victim gave to victim support. */
export type Consent = ConsentTerms & Pick<ConsentInForce, 'expiresAt'>
/** The victims among the persons concerned by outgoing data, and the consents of each victim. */
export interface KnownConsents extends KnownCase {
  readonly victims: readonly string[]
  readonly consentsOf: Readonly<Record<string, readonly Consent[]>>
  /** The withdrawals of these victims after the data was sent, by the ids of their events. */
  readonly withdrawnSince?: readonly string[]
}
/** The recorded terms of a cooperation mechanism, which may have been agreed in another case. */
export interface KnownMechanism {
  readonly parties: readonly string[]
  readonly channel: string
  readonly dataCategories: readonly string[]
  readonly ended: boolean
}
/** What a request to the police of another country needs to know; `mechanism` is the one that the request names. */
export interface KnownToRequest extends KnownConsents {
  readonly mechanism?: KnownMechanism | undefined
}
/** The ids of the executed requests for legal assistance of the case, which certify the items they returned. */
export interface KnownCertificates {
  readonly executed: readonly string[]
}

export type RequestPoliceCooperation = CommandOf<typeof contract.RequestPoliceCooperation, KnownToRequest>
export type RecordPoliceCooperationAnswer = CommandOf<typeof contract.RecordPoliceCooperationAnswer, KnownCertificates>
export type ShareSpontaneousInformation = CommandOf<typeof contract.ShareSpontaneousInformation, KnownConsents>

/** One request to the police of another country, or one piece of information for them. */
export type Cooperation = NotSent | Requested | Answered | Shared
export interface NotSent {
  readonly stage: 'notSent'
}
export interface Requested {
  readonly stage: 'requested'
}
export interface Answered {
  readonly stage: 'answered'
}
export interface Shared {
  readonly stage: 'shared'
}

/** The stream id of a request, its answer or a piece of information. */
export const idOf = (data: { readonly requestId: string } | { readonly informationId: string }): string =>
  'informationId' in data ? data.informationId : data.requestId

export const notSent: NotSent = { stage: 'notSent' }

export const evolve = (cooperation: Cooperation, event: RecordedFact<CooperationEvent>): Cooperation => {
  switch (event.type) {
    case 'investigation.PoliceCooperationRequested':
      return { stage: 'requested' }
    case 'investigation.PoliceCooperationAnswered':
      // After a partial answer the request stays open.
      return event.data.outcome === 'partlyAnswered' ? cooperation : { stage: 'answered' }
    case 'investigation.SpontaneousInformationShared':
      return { stage: 'shared' }
  }
}
