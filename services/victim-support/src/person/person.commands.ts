import type { KnownRights, KnownSameAct } from '@case-timeline/casework'
import type * as contract from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

/** What is recorded about the person’s age. */
export interface KnownAge {
  /** The person was identified as a child, or the age is unknown, disputed or not recorded yet. */
  readonly protectedAsChild: boolean
}
/** The persons under suspicion in the case, and in the cases linked with it, by every reference of each person. */
export interface KnownSuspicion {
  /** All references of the supported person: the canonical one and those merged with it. */
  readonly ownRefs: readonly string[]
  readonly suspects: readonly string[]
  readonly accused: readonly string[]
  /** Whom only a person accuses, by a complaint before a court, in the case or in a linked one. */
  readonly complainedOf: readonly string[]
  /** Suspects whom the investigation named as recruiter or exploiter. */
  readonly recruitersAndExploiters: readonly string[]
  /** The persons under any suspicion in a linked case: in which, and of what, is not known to a decision. */
  readonly suspectedInLinkedCases: readonly string[]
  /** Whether more cases are linked with the case than one decision reads. */
  readonly linkedCasesIncomplete: boolean
}
/** What the decision about the appointment of a guardian reads. */
export interface KnownForGuardian extends KnownAge {
  readonly suspicion: KnownSuspicion
}
/** What the decision about a consent reads. Suspicion is read only if a guardian gives the consent. */
export interface KnownForConsent extends KnownAge {
  readonly suspicion?: KnownSuspicion | undefined
}
/** What the decision about a return reads. */
export interface KnownForReturn extends KnownAge {
  /** The last risk assessment: the id of its event and its review date; absent if there is none. */
  readonly lastRiskAssessment?: { readonly eventId: string; readonly reviewBy: string } | undefined
  /**
   * Whether testimony is still expected: the person agreed to testify more often than the person testified, or has not
   * testified and a hearing is still to be held.
   */
  readonly testimonyPending: boolean
}
/** The languages in which police screened the person. */
export interface KnownLanguages {
  readonly screeningLanguages: readonly string[]
}
/** The safety incidents of the person, by the ids of the events that reported them. */
export interface KnownIncidents {
  readonly incidents: readonly string[]
}
/** Whether victim support founded the case: police and justice had recorded nothing in it before. */
export interface KnownFounding {
  readonly foundedBySupport: boolean
}
/** Whether a death is later than its report. */
export interface KnownDeath {
  readonly isPlanned: boolean
}
/** What the policy of the jurisdiction requires. */
export interface KnownReflection {
  /** The minimum length of a reflection period in days; absent if the policy sets none. */
  readonly reflectionDays?: number | undefined
}
/** The persons of the case to whom support was offered, for decisions about support plans and complaints. */
export interface KnownSupport {
  readonly supported: readonly string[]
  /** Whether at least one event is recorded in the case. */
  readonly caseExists: boolean
}

export type OpenSupportCase = CommandOf<typeof contract.OpenSupportCase, KnownFounding>
export type CloseSupportCase = CommandOf<typeof contract.CloseSupportCase>
export type InformOfRights = CommandOf<typeof contract.InformOfRights, KnownLanguages>
export type AssessRisk = CommandOf<typeof contract.AssessRisk>
export type AppointGuardian = CommandOf<typeof contract.AppointGuardian, KnownForGuardian>
export type RecordMajority = CommandOf<typeof contract.RecordMajority, KnownAge>
export type GrantConsent = CommandOf<typeof contract.GrantConsent, KnownForConsent>
export type WithdrawConsent = CommandOf<typeof contract.WithdrawConsent>
export type MakeReferral = CommandOf<typeof contract.MakeReferral>
export type AnswerReferral = CommandOf<typeof contract.AnswerReferral>
export type RefuseConsent = CommandOf<typeof contract.RefuseConsent>
export type RecordNotificationObjection = CommandOf<typeof contract.RecordNotificationObjection>
export type WithdrawNotificationObjection = CommandOf<typeof contract.WithdrawNotificationObjection>
export type NotifyPartyOfIdentification = CommandOf<typeof contract.NotifyPartyOfIdentification, KnownAge>
export type StateCharacteristics = CommandOf<typeof contract.StateCharacteristics, KnownAge>
export type AssessNeeds = CommandOf<typeof contract.AssessNeeds>
export type RequireAccommodation = CommandOf<typeof contract.RequireAccommodation>
export type ProvideAccommodation = CommandOf<typeof contract.ProvideAccommodation>
export type StartReflectionPeriod = CommandOf<typeof contract.StartReflectionPeriod, KnownReflection>
export type EndReflectionPeriod = CommandOf<typeof contract.EndReflectionPeriod>
export type AdmitToShelter = CommandOf<typeof contract.AdmitToShelter>
export type ExitShelter = CommandOf<typeof contract.ExitShelter>
export type RecordDeathInCustody = CommandOf<typeof contract.closedShelterCommands.RecordDeathInCustody, KnownDeath>
export type RecordRestrictiveMeasure = CommandOf<typeof contract.RecordRestrictiveMeasure>
export type ReviewRestrictiveMeasure = CommandOf<typeof contract.ReviewRestrictiveMeasure>
export type ReportSafetyIncident = CommandOf<typeof contract.ReportSafetyIncident>
export type AcknowledgeSafetyIncident = CommandOf<typeof contract.AcknowledgeSafetyIncident, KnownIncidents>
export type DecideTemporaryStay = CommandOf<typeof contract.DecideTemporaryStay>
export type RecordProtectionClaim = CommandOf<typeof contract.RecordProtectionClaim>
export type StateReturnWish = CommandOf<typeof contract.StateReturnWish, KnownAge>
export type StateClaimWish = CommandOf<typeof contract.StateClaimWish, KnownAge>
export type RecordTestimonyRefusal = CommandOf<typeof contract.supportStatements.RecordTestimonyRefusal, KnownSameAct>
export type FileCompensationClaim = CommandOf<typeof contract.supportStatements.FileCompensationClaim, KnownRights>
export type AgreeRepatriation = CommandOf<typeof contract.AgreeRepatriation, KnownForReturn>
export type CompleteRepatriation = CommandOf<typeof contract.CompleteRepatriation>
export type IdentifyPresumedVictim = CommandOf<typeof contract.supportIdentification.IdentifyPresumedVictim>
export type DecideOnPoliceReport = CommandOf<typeof contract.DecideOnPoliceReport, KnownAge>
export type MakePoliceReport = CommandOf<typeof contract.MakePoliceReport, KnownAge>
