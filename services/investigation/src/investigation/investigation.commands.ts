import type { KnownAgeWhenHeld, KnownKind, KnownLiberty, KnownPower } from '@case-timeline/casework'
import type * as contract from '@case-timeline/contracts'
import type { DossierItem } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

/** Whether the case was opened. */
export interface KnownCase {
  readonly opened: boolean
}
/** The offences with which the prosecutor charges each accused. */
export interface KnownCharges {
  readonly offencesOf: Readonly<Record<string, readonly string[]>>
}
/** The persons for whom the prosecutor assessed non-punishment. */
export interface KnownAssessments {
  readonly assessed: readonly string[]
}
/** What an arrest needs to know of the person's liberty and age, and of the power to arrest, too. */
export interface KnownArrest extends KnownAssessments, KnownLiberty, KnownPower, KnownAgeWhenHeld, KnownKind {}
/** What a referral needs to know about the items of the dossier and about the presumed victims. */
/** The reports of victim support to police, by their ids. */
export interface KnownReports {
  readonly reports: readonly string[]
}
export interface KnownDossier {
  readonly evidence: readonly DossierItem[]
  /** The ids of the items whose chain of custody is broken. */
  readonly custodyBroken: readonly string[]
  readonly manifestHash: string
  /** The id of the event by which each person was informed of rights. */
  readonly rightsInformed: Readonly<Record<string, string>>
  /** The id of the event by which the risk for each person was assessed. */
  readonly riskAssessed: Readonly<Record<string, string>>
}
/** The victim support that the interviewed person had received before the interview. */
export interface KnownCare {
  /** Whether the person was informed of rights. */
  readonly informed: boolean
  readonly consents: boolean
  readonly hasGuardian: boolean
  readonly isInReflectionPeriod: boolean
  /** What of this holds only if something came before the interview of which the date does not say so. */
  readonly uncertain?: readonly string[]
}

/** The interpreter of a screening or an interview; without members if there was none. */
export interface KnownInterpreter {
  /** All references of the interpreter, merged ones included. */
  readonly interpreterRefs?: readonly string[] | undefined
  /** Whether a charge against the interpreter is live. */
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
export type RequestTakedown = CommandOf<typeof contract.RequestTakedown>
export type RecordPlatformAnswer = CommandOf<typeof contract.RecordPlatformAnswer>
export type AnswerVictimReport = CommandOf<typeof contract.AnswerVictimReport, KnownReports>
export type RecordComplaintWithdrawal = CommandOf<typeof contract.RecordComplaintWithdrawal>
export type RecordCoerciveMeasure = CommandOf<typeof contract.RecordCoerciveMeasure>
export type RecordTraffickingEpisode = CommandOf<typeof contract.RecordTraffickingEpisode>
export type ArrestSuspect = CommandOf<typeof contract.ArrestSuspect, KnownArrest>
export type ReferCaseToProsecution = CommandOf<typeof contract.ReferCaseToProsecution, KnownDossier>
export type SuspendInvestigation = CommandOf<typeof contract.SuspendInvestigation>
export type CloseInvestigation = CommandOf<typeof contract.CloseInvestigation>
export type ReopenInvestigation = CommandOf<typeof contract.ReopenInvestigation>
