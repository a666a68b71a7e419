import type * as contract from '@case-timeline/contracts'
import type { DossierItem } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

/** What police read of a prosecutor's charges: the offences of each accused. */
export interface KnownCharges {
  readonly offencesOf: Readonly<Record<string, readonly string[]>>
}
/** What police read of a prosecutor's assessments. */
export interface KnownAssessments {
  readonly assessed: readonly string[]
}
/** What a referral reads: the items found, and what victim support did for each presumed victim, by event id. */
export interface KnownDossier {
  readonly evidence: readonly DossierItem[]
  readonly custodyBroken: readonly string[]
  readonly manifestHash: string
  readonly rightsInformed: Readonly<Record<string, string>>
  readonly riskAssessed: Readonly<Record<string, string>>
}
/** What an interview reads of victim support: how the person who is interviewed was looked after. */
export interface KnownCare {
  readonly informed: boolean
  readonly consents: boolean
  readonly hasGuardian: boolean
  readonly reflects: boolean
}

/** What a screening or an interview reads of its interpreter; empty where it had none. */
export interface KnownInterpreter {
  /** All references under which he is known, where some were merged. */
  readonly interpreterRefs?: readonly string[] | undefined
  /** A charge against him is live. */
  readonly interpreterIsAccused?: boolean | undefined
}

export type OpenCase = CommandOf<typeof contract.OpenCase>
export type ConductScreening = CommandOf<typeof contract.ConductScreening, KnownInterpreter>
export type IdentifyPresumedVictim = CommandOf<typeof contract.IdentifyPresumedVictim, KnownCharges>
export type DetermineVictimStatus = CommandOf<typeof contract.DetermineVictimStatus, KnownCharges>
export type RecogniseForeignIdentification = CommandOf<typeof contract.RecogniseForeignIdentification, KnownCharges>
export type IdentifySuspect = CommandOf<typeof contract.IdentifySuspect>
export type FlagVictimSuspectConflict = CommandOf<typeof contract.FlagVictimSuspectConflict, KnownCharges>
export type ConductInterview = CommandOf<typeof contract.ConductInterview, KnownCare & KnownInterpreter>
export type RecordOnlineTrace = CommandOf<typeof contract.RecordOnlineTrace>
export type RequestPreservation = CommandOf<typeof contract.RequestPreservation>
export type RecordPreservationAnswer = CommandOf<typeof contract.RecordPreservationAnswer>
export type RecordCoerciveMeasure = CommandOf<typeof contract.RecordCoerciveMeasure>
export type RecordTraffickingEpisode = CommandOf<typeof contract.RecordTraffickingEpisode>
export type ArrestSuspect = CommandOf<typeof contract.ArrestSuspect, KnownAssessments>
export type ReferCaseToProsecution = CommandOf<typeof contract.ReferCaseToProsecution, KnownDossier>
export type SuspendInvestigation = CommandOf<typeof contract.SuspendInvestigation>
export type CloseInvestigation = CommandOf<typeof contract.CloseInvestigation>
export type ReopenInvestigation = CommandOf<typeof contract.ReopenInvestigation>

export type InvestigationCommand =
  | OpenCase
  | ConductScreening
  | IdentifyPresumedVictim
  | DetermineVictimStatus
  | RecogniseForeignIdentification
  | IdentifySuspect
  | FlagVictimSuspectConflict
  | ConductInterview
  | RecordOnlineTrace
  | RequestPreservation
  | RecordPreservationAnswer
  | RecordCoerciveMeasure
  | RecordTraffickingEpisode
  | ArrestSuspect
  | ReferCaseToProsecution
  | SuspendInvestigation
  | CloseInvestigation
  | ReopenInvestigation
