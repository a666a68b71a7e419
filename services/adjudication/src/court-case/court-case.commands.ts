import type { KnownKind } from '@case-timeline/casework'
import type * as contract from '@case-timeline/contracts'
import type { Accommodation } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

/** Whether the case exists, as orders before the registration of a court case read it. */
export interface KnownCase {
  readonly caseExists: boolean
}
/** The charges of the case, as a command reads them. */
export interface KnownCharges {
  /** The indictments filed in the case, and after them the private complaints, each under its id. */
  readonly indictments: readonly { readonly indictmentId: string; readonly courtId?: string; readonly chargeIds: readonly string[] }[]
  /** The reference of the accused, by charge id. */
  readonly accusedByCharge: Readonly<Record<string, string>>
  /** Charges that were withdrawn or transferred to another country. */
  readonly chargesNoLongerPending: readonly string[]
}
/** The presumed and determined victims of the case, as the registration of a complaint reads them. */
export interface KnownVictims {
  readonly victims: readonly string[]
}
/** The joint trial of the case with another. */
export interface KnownJoinder {
  /** As far as the record of this case says. */
  readonly isTriedTogether: boolean
}
/** The persons excluded from the case, as the assignment of a judge reads them. */
export interface KnownExclusions {
  /** Judges who are excluded from the case. */
  readonly excludedJudges: readonly string[]
  /** The accounts of all persons whom the court excluded. */
  readonly excludedAccounts: readonly string[]
  /** The excluded accounts without a recorded person. */
  readonly unnamedAccounts: readonly string[]
}
/** The accommodations that persons of the case need, as the scheduling of a hearing reads them. */
export interface KnownAccommodations {
  readonly accommodationsRequired: readonly { readonly personRef: string; readonly kind: Accommodation }[]
}
/** The persons protected as children, as a testimony reads them. */
export interface KnownChildren {
  /** Persons identified as children, or whose age is unknown or in dispute. */
  readonly personsProtectedAsChildren: readonly string[]
}
/** The origin of the items, as a ruling on evidence reads it. */
export interface KnownItems {
  /** Items that an executed request for legal assistance certifies. */
  readonly certifiedItems: readonly string[]
  /** Items that police collected from the police of another country. */
  readonly itemsFromAbroad: readonly string[]
}
/** The assets of the case, as a confiscation reads them. */
export interface KnownAssets {
  /** Assets that are frozen, or whose confiscation the prosecutor sought. */
  readonly tracedAssets: readonly string[]
}
/** The appeals of the case, as the decision of an appeal reads them. */
export interface KnownAppeals {
  readonly appealsLodged: readonly string[]
  /** The ids under which another sector recorded the notice of the appeal; absent: none did. */
  readonly alsoLodgedAs?: readonly string[] | undefined
}
/** The agreements about pleas, as the decision on one reads them. */
export interface KnownPleaAgreements {
  readonly agreementsReached: readonly string[]
}
/** The appeals against the judgments of the case, as `MakeJudgmentFinal` reads them. */
export interface KnownAppealability {
  /** Charges whose verdict or sentence, or a higher court's decision on them, is under an appeal that is not decided. */
  readonly chargesUnderAppeal: readonly string[]
  /** By charge: the end of the time for an appeal, RFC 3339 in UTC, where policy sets one. */
  readonly appealableUntil: Readonly<Record<string, string>>
}

export type RegisterCourtCase = CommandOf<typeof contract.RegisterCourtCase, KnownCharges>
export type RegisterPrivateComplaint = CommandOf<typeof contract.RegisterPrivateComplaint, KnownVictims>
export type AssignJudge = CommandOf<typeof contract.AssignJudge, KnownExclusions>
export type RecuseJudge = CommandOf<typeof contract.RecuseJudge>

export type SeverAccused = CommandOf<typeof contract.SeverAccused, KnownCharges>
export type JoinParts = CommandOf<typeof contract.JoinParts>
export type EndJoinder = CommandOf<typeof contract.EndJoinder, KnownJoinder>
export type NumberCourtCase = CommandOf<typeof contract.NumberCourtCase>

export type OrderConfidentiality = CommandOf<typeof contract.OrderConfidentiality, KnownCase>
export type OrderProtectionMeasure = CommandOf<typeof contract.OrderProtectionMeasure, KnownCase>
export type LiftProtectionMeasure = CommandOf<typeof contract.LiftProtectionMeasure, KnownCase>
export type DecideBail = CommandOf<typeof contract.DecideBail, KnownCase>
export type OrderConfiscation = CommandOf<typeof contract.OrderConfiscation, KnownAssets>

export type OrderHearingDate = CommandOf<typeof contract.OrderHearingDate>
export type ScheduleHearing = CommandOf<typeof contract.ScheduleHearing, KnownAccommodations>
export type AdjournHearing = CommandOf<typeof contract.AdjournHearing>
export type HoldHearing = CommandOf<typeof contract.HoldHearing>
export type EnterPlea = CommandOf<typeof contract.EnterPlea, KnownCharges>
export type DecidePleaAgreement = CommandOf<typeof contract.DecidePleaAgreement, KnownPleaAgreements>
export type GiveTestimony = CommandOf<typeof contract.GiveTestimony, KnownChildren>
export type RuleOnEvidence = CommandOf<typeof contract.RuleOnEvidence, KnownItems>
export type ReceiveVictimImpact = CommandOf<typeof contract.ReceiveVictimImpact>

export type DeliverVerdict = CommandOf<typeof contract.DeliverVerdict, KnownCharges>
export type ImposeSentence = CommandOf<typeof contract.ImposeSentence, KnownKind>
export type DecideAppeal = CommandOf<typeof contract.DecideAppeal, KnownAppeals>
export type MakeJudgmentFinal = CommandOf<typeof contract.MakeJudgmentFinal, KnownAppealability>
export type EndCharges = CommandOf<typeof contract.EndCharges, KnownCharges>
export type ApplyNonPunishment = CommandOf<typeof contract.ApplyNonPunishment, KnownCharges>
