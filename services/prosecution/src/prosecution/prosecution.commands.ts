import type { AgeOfVictim, KnownJudgments, KnownRights, KnownSameAct } from '@case-timeline/casework'
import type * as contract from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

/** The manifest hash that police stated with each referred dossier. */
export interface KnownReferrals {
  readonly manifestHashOf: Readonly<Record<string, string>>
}
/** The presumed and determined victims with their ages, and the persons flagged as both victim and suspect. */
export interface KnownPersons {
  readonly victims: Readonly<Record<string, AgeOfVictim>>
  readonly conflicts: readonly string[]
}
/**
 * Where a charge that was indicted is: not decided yet, decided, or ended by the court on a ground that leaves it open
 * to another indictment.
 */
export type ChargeBeforeCourt = 'pending' | 'decided' | 'open'
/** What is read before a person is charged or indicted. */
export interface KnownCharging extends KnownPersons {
  /** By charge; a charge that was not indicted is absent. */
  readonly beforeCourt: Readonly<Record<string, ChargeBeforeCourt>>
  /** The persons who were checked for indicators of forced criminality; absent: none. */
  readonly checked?: readonly string[] | undefined
  /** The private and direct complaints that a court registered in the case; absent: none. */
  readonly complaints?: readonly string[] | undefined
}
/** What is read before a person is indicted. */
export interface KnownIndicting extends KnownCharging {
  /** Whether the other case agreed to try the indictment together with its own, before the same court; absent: it is not joined. */
  readonly joinderIsAgreed?: boolean | undefined
}
/** The cases with which the case is linked by the agreement of both sides. */
export interface KnownLinks {
  readonly linkedCases: readonly string[]
}
/** The conditions that foreign authorities set for the use of items of the case. */
export interface KnownConditions {
  readonly conditionsOf: Readonly<Record<string, readonly string[]>>
}
/** The ids of assets that are frozen, and of traces that police recorded. */
export interface KnownAssets {
  readonly frozenOrTraced: readonly string[]
}
/** Whether the decision of which a victim is notified is on record, and still in force. */
export interface KnownDecision {
  readonly exists: boolean
  readonly inForce: boolean
}
/** The user who decided not to prosecute or to withdraw a charge, by event id. */
export interface KnownDeciders {
  readonly decidedBy: Readonly<Record<string, string>>
}

export type ReceiveDossier = CommandOf<typeof contract.ReceiveDossier, KnownReferrals>
export type RequestFurtherInvestigation = CommandOf<typeof contract.RequestFurtherInvestigation>
export type AssessNonPunishment = CommandOf<typeof contract.AssessNonPunishment>
export type LayCharge = CommandOf<typeof contract.LayCharge, KnownCharging>
export type AmendCharge = CommandOf<typeof contract.AmendCharge, KnownCharging>
export type WithdrawCharge = CommandOf<typeof contract.WithdrawCharge>
export type DecideNoProsecution = CommandOf<typeof contract.DecideNoProsecution, KnownPersons>
export type FileIndictment = CommandOf<typeof contract.FileIndictment, KnownIndicting>
export type MakeDisclosure = CommandOf<typeof contract.MakeDisclosure, KnownConditions>
export type SeekConfiscation = CommandOf<typeof contract.SeekConfiscation, KnownAssets>
export type AgreeJoinder = CommandOf<typeof contract.AgreeJoinder, KnownLinks>
export type AgreeLeadJurisdiction = CommandOf<typeof contract.AgreeLeadJurisdiction>
export type LodgeAppeal = CommandOf<typeof contract.LodgeAppeal, KnownJudgments>
export type RecordPleaAgreement = CommandOf<typeof contract.RecordPleaAgreement>
export type RecordVictimViews = CommandOf<typeof contract.RecordVictimViews>
export type SeekProtectionMeasures = CommandOf<typeof contract.SeekProtectionMeasures>
export type RecordTestimonyConsent = CommandOf<typeof contract.RecordTestimonyConsent>
export type RecordTestimonyRefusal = CommandOf<typeof contract.RecordTestimonyRefusal, KnownSameAct>
export type FileCompensationClaim = CommandOf<typeof contract.FileCompensationClaim, KnownRights>
export type NotifyVictim = CommandOf<typeof contract.NotifyVictim, KnownDecision>
export type RequestDecisionReview = CommandOf<typeof contract.RequestDecisionReview>
export type DecideDecisionReview = CommandOf<typeof contract.DecideDecisionReview, KnownDeciders>
