import type {
  AgencyId,
  CaseOpened,
  CaseReferredToProsecution,
  ChargeLaid,
  ConsentGranted,
  ConsentWithdrawn,
  CourtCaseRegistered,
  DossierReceived,
  DossierRejected,
  EvidenceCollected,
  GuardianAppointed,
  HearingHeld,
  HearingScheduled,
  IndictmentFiled,
  investigationDetention,
  JudgeAssigned,
  NonPunishmentAssessed,
  PersonRef,
  PresumedVictimIdentified,
  ReferralAnswered,
  ReferralMade,
  RightsInformed,
  RiskAssessed,
  RuleOverridden,
  ScreeningConducted,
  SentenceImposed,
  Subject,
  SupportCaseOpened,
  SuspectArrested,
  SuspectIdentified,
  VerdictDelivered,
  VictimSuspectConflictFlagged,
  WarningRaised,
} from '@case-timeline/contracts'
import type { Row } from '@case-timeline/projections'
import type { Chapters } from './chapters.ts'
import type { Entry } from './entry.ts'

/** A person as the facts of the case that this agency may see show her. */
export interface PersonInFile {
  readonly personRef: PersonRef
  readonly capacities: readonly Subject['capacity'][]
  /** References under which she was recorded as well, until it was found that they are one person. */
  readonly alsoKnownAs?: readonly PersonRef[] | undefined
  readonly suspicion?: Entry<typeof SuspectIdentified> | undefined
  readonly identification?: Entry<typeof PresumedVictimIdentified> | undefined
  readonly screenings: readonly Entry<typeof ScreeningConducted>[]
  readonly arrests: readonly Entry<typeof SuspectArrested>[]
  /** Presumed a victim and held a suspect; open until non-punishment is assessed. */
  readonly conflict?: (Entry<typeof VictimSuspectConflictFlagged> & { readonly open: boolean }) | undefined
  readonly assessments: readonly Entry<typeof NonPunishmentAssessed>[]
  readonly support?: Entry<typeof SupportCaseOpened> | undefined
  readonly rightsInformed: readonly Entry<typeof RightsInformed>[]
  readonly risk?: Entry<typeof RiskAssessed> | undefined
  readonly guardian?: Entry<typeof GuardianAppointed> | undefined
}

type Detentions = typeof investigationDetention

export type DetentionInFile =
  | (Entry<Detentions['DetentionOrdered']> & { readonly kind: 'ordered' })
  | (Entry<Detentions['DetentionExtended']> & { readonly kind: 'extended' })
  | (Entry<Detentions['DetentionEnded']> & { readonly kind: 'ended' })

export type DossierInFile = Entry<typeof CaseReferredToProsecution> & {
  readonly state: 'referred' | 'received' | 'rejected'
  readonly answer?: Entry<typeof DossierReceived> | Entry<typeof DossierRejected> | undefined
}

export type HearingInFile = Entry<typeof HearingScheduled> & { readonly held?: Entry<typeof HearingHeld> | undefined }

export type ConsentInFile = Entry<typeof ConsentGranted> & { readonly withdrawals: readonly Entry<typeof ConsentWithdrawn>[] }

export type ReferralInFile = Entry<typeof ReferralMade> & { readonly answers: readonly Entry<typeof ReferralAnswered>[] }

/**
 * A case as one sector sees it: its own facts and what the others share with it.
 * This shape is stored in `case_file_v1`: change it with the view's version.
 */
export interface CaseFile extends Row {
  /** When the first of its facts was recorded: RFC 3339 in UTC with microseconds, so it sorts as text. */
  readonly since: string
  readonly leadAgency?: AgencyId | undefined
  /** The agencies that its facts bring into the case; the one that receives handovers takes part when `handedOver`. */
  readonly agencies: readonly AgencyId[]
  readonly handedOver: boolean
  /** Users who must not see the case, whatever their roles are. */
  readonly excluded: readonly string[]
  readonly opening?: Entry<typeof CaseOpened> | undefined
  readonly persons: readonly PersonInFile[]
  readonly evidence: readonly Entry<typeof EvidenceCollected>[]
  readonly detentions: readonly DetentionInFile[]
  readonly dossiers: readonly DossierInFile[]
  readonly charges: readonly Entry<typeof ChargeLaid>[]
  readonly indictments: readonly Entry<typeof IndictmentFiled>[]
  readonly courtCase?: Entry<typeof CourtCaseRegistered> | undefined
  readonly bench?: Entry<typeof JudgeAssigned> | undefined
  readonly hearings: readonly HearingInFile[]
  readonly verdicts: readonly Entry<typeof VerdictDelivered>[]
  readonly sentences: readonly Entry<typeof SentenceImposed>[]
  readonly consents: readonly ConsentInFile[]
  readonly referrals: readonly ReferralInFile[]
  readonly chapters: Chapters
  /** Warnings that stand: one about a fact that was corrected or retracted is gone with it. */
  readonly warnings: readonly Entry<typeof WarningRaised>[]
  readonly overrides: readonly Entry<typeof RuleOverridden>[]
}
