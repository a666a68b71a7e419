import type * as contract from '@case-timeline/contracts'
import type { AgeBand } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

/** What a prosecutor reads of the referral: the hash that police stated with each dossier. */
export interface KnownReferrals {
  readonly manifestHashOf: Readonly<Record<string, string>>
}
/** What police found of a presumed victim's age. */
export interface KnownAge {
  readonly ageBand: AgeBand
  readonly ageDisputed: boolean
  readonly childAtTheTime?: boolean | undefined
}
/** What a prosecutor reads of the persons of a case: the presumed and determined victims, and those who are also held suspects. */
export interface KnownPersons {
  readonly victims: Readonly<Record<string, KnownAge>>
  readonly conflicts: readonly string[]
}
/** The conditions that foreign authorities set for the use of items of the case. */
export interface KnownConditions {
  readonly conditionsOf: Readonly<Record<string, readonly string[]>>
}
export interface KnownRights {
  readonly informedOfCompensation: boolean
}
/** Assets that police froze, and traces of assets that they recorded. */
export interface KnownAssets {
  readonly frozenOrTraced: readonly string[]
}
/** When the court decided what, by event. */
export interface KnownJudgments {
  readonly decidedOn: Readonly<Record<string, string>>
}
/** Whether the decision that a victim is told of is on record, and was not taken back. */
export interface KnownDecision {
  readonly exists: boolean
  readonly stands: boolean
}
/** Who decided not to go on, by event. */
export interface KnownDeciders {
  readonly decidedBy: Readonly<Record<string, string>>
}

export type ReceiveDossier = CommandOf<typeof contract.ReceiveDossier, KnownReferrals>
export type RequestFurtherInvestigation = CommandOf<typeof contract.RequestFurtherInvestigation>
export type AssessNonPunishment = CommandOf<typeof contract.AssessNonPunishment>
export type LayCharge = CommandOf<typeof contract.LayCharge, KnownPersons>
export type AmendCharge = CommandOf<typeof contract.AmendCharge, KnownPersons>
export type WithdrawCharge = CommandOf<typeof contract.WithdrawCharge>
export type DecideNoProsecution = CommandOf<typeof contract.DecideNoProsecution, KnownPersons>
export type FileIndictment = CommandOf<typeof contract.FileIndictment, KnownPersons>
export type MakeDisclosure = CommandOf<typeof contract.MakeDisclosure, KnownConditions>
export type SeekConfiscation = CommandOf<typeof contract.SeekConfiscation, KnownAssets>
export type AgreeLeadJurisdiction = CommandOf<typeof contract.AgreeLeadJurisdiction>
export type LodgeAppeal = CommandOf<typeof contract.LodgeAppeal, KnownJudgments>
export type RecordVictimViews = CommandOf<typeof contract.RecordVictimViews>
export type SeekProtectionMeasures = CommandOf<typeof contract.SeekProtectionMeasures>
export type RecordTestimonyConsent = CommandOf<typeof contract.RecordTestimonyConsent>
export type FileCompensationClaim = CommandOf<typeof contract.FileCompensationClaim, KnownRights>
export type NotifyVictim = CommandOf<typeof contract.NotifyVictim, KnownDecision>
export type RequestDecisionReview = CommandOf<typeof contract.RequestDecisionReview>
export type DecideDecisionReview = CommandOf<typeof contract.DecideDecisionReview, KnownDeciders>

export type ProsecutionCommand =
  | ReceiveDossier
  | RequestFurtherInvestigation
  | AssessNonPunishment
  | LayCharge
  | AmendCharge
  | WithdrawCharge
  | DecideNoProsecution
  | FileIndictment
  | MakeDisclosure
  | SeekConfiscation
  | AgreeLeadJurisdiction
  | LodgeAppeal
  | RecordVictimViews
  | SeekProtectionMeasures
  | RecordTestimonyConsent
  | FileCompensationClaim
  | NotifyVictim
  | RequestDecisionReview
  | DecideDecisionReview
