import type * as contract from '@case-timeline/contracts'
import type { FactOf, Happened } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'
import type { KnownCase } from './evidence.ts'

export type CooperationFact = FactOf<
  typeof contract.PoliceCooperationRequested | typeof contract.PoliceCooperationAnswered | typeof contract.SpontaneousInformationShared
>

/** What still holds of a consent that a victim gave to victim support. */
export interface Consent {
  readonly purposes: readonly string[]
  readonly recipients: readonly string[]
  readonly dataCategories: readonly string[]
  readonly expiresAt: string
}
/** What leaves the country reads: who of those concerned is a victim, and to what each of them consents. */
export interface KnownConsents extends KnownCase {
  readonly victims: readonly string[]
  readonly consentsOf: Readonly<Record<string, readonly Consent[]>>
}
/** A standing mechanism as it is recorded, in whichever case. */
export interface KnownMechanism {
  readonly parties: readonly string[]
  readonly channel: string
  readonly dataCategories: readonly string[]
  readonly ended: boolean
}
export interface KnownToRequest extends KnownConsents {
  readonly mechanism?: KnownMechanism | undefined
}
/** The requests for legal assistance of the case that were executed, and so certify what they brought. */
export interface KnownCertificates {
  readonly executed: readonly string[]
}

export type RequestPoliceCooperation = CommandOf<typeof contract.RequestPoliceCooperation, KnownToRequest>
export type RecordPoliceCooperationAnswer = CommandOf<typeof contract.RecordPoliceCooperationAnswer, KnownCertificates>
export type ShareSpontaneousInformation = CommandOf<typeof contract.ShareSpontaneousInformation, KnownConsents>
export type CooperationCommand = RequestPoliceCooperation | RecordPoliceCooperationAnswer | ShareSpontaneousInformation

/** One request to the police of another country, or one piece of information for them. */
export type Cooperation = Nothing | Requested | Answered | Shared
export interface Nothing {
  readonly is: 'nothing'
}
export interface Requested {
  readonly is: 'requested'
}
export interface Answered {
  readonly is: 'answered'
}
export interface Shared {
  readonly is: 'shared'
}

export const nothing: Nothing = { is: 'nothing' }

export const evolve = (it: Cooperation, event: Happened<CooperationFact>): Cooperation => {
  switch (event.type) {
    case 'investigation.PoliceCooperationRequested':
      return { is: 'requested' }
    case 'investigation.PoliceCooperationAnswered':
      return event.data.outcome === 'partlyAnswered' ? it : { is: 'answered' }
    case 'investigation.SpontaneousInformationShared':
      return { is: 'shared' }
  }
}
