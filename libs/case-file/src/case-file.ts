import type { PersonallyAssigned } from '@case-timeline/access'
import {
  AgencyId,
  CapacityInFile,
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
  HearingAdjourned,
  HearingHeld,
  HearingScheduled,
  IndictmentFiled,
  investigationDetention,
  JudgeAssigned,
  NonPunishmentAssessed,
  Id,
  PersonRef,
  PresumedVictimIdentified,
  PrivateComplaintRegistered,
  ReferralAnswered,
  ReferralMade,
  RightsInformed,
  RiskAssessed,
  RuleOverridden,
  ScreeningConducted,
  SentenceImposed,
  SupportCaseOpened,
  SuspectArrested,
  SuspectIdentified,
  VerdictDelivered,
  VictimSuspectConflictFlagged,
  WarningRaised,
} from '@case-timeline/contracts'
import { z } from 'zod'
import { Chapters } from './chapters.ts'
import { entryOf, entryWith } from './entry.ts'

const listOfEach = <T>(entry: z.ZodType<T>) => z.array(entry).readonly()

/** A person, from the facts of the case that this agency may see. */
export const PersonInFile = z.strictObject({
  personRef: PersonRef,
  capacities: z.array(CapacityInFile).readonly().meta({ description: 'as what the facts name the person; empty: none says it' }),
  alsoKnownAs: z
    .array(PersonRef)
    .readonly()
    .optional()
    .meta({ description: 'other references of the same person, which were merged into this one' }),
  suspicion: entryOf(SuspectIdentified).optional(),
  identification: entryOf(PresumedVictimIdentified).optional(),
  screenings: listOfEach(entryOf(ScreeningConducted)),
  arrests: listOfEach(entryOf(SuspectArrested)),
  conflict: entryWith(VictimSuspectConflictFlagged, { open: z.boolean() })
    .optional()
    .meta({ description: 'the person is both a presumed victim and a suspect; open until non-punishment is assessed' }),
  assessments: listOfEach(entryOf(NonPunishmentAssessed)),
  support: entryOf(SupportCaseOpened).optional(),
  rightsInformed: listOfEach(entryOf(RightsInformed)),
  risk: entryOf(RiskAssessed).optional(),
  guardian: entryOf(GuardianAppointed).optional(),
})
export type PersonInFile = z.infer<typeof PersonInFile>

const { DetentionOrdered, DetentionExtended, DetentionEnded } = investigationDetention

export const DetentionInFile = z.union([
  entryWith(DetentionOrdered, { kind: z.literal('ordered') }),
  entryWith(DetentionExtended, { kind: z.literal('extended') }),
  entryWith(DetentionEnded, { kind: z.literal('ended') }),
])
export type DetentionInFile = z.infer<typeof DetentionInFile>

export const DossierInFile = entryWith(CaseReferredToProsecution, {
  state: z.enum(['referred', 'received', 'rejected']),
  answer: z.union([entryOf(DossierReceived), entryOf(DossierRejected)]).optional(),
})
export type DossierInFile = z.infer<typeof DossierInFile>

export const HearingInFile = entryWith(HearingScheduled, {
  adjourned: entryOf(HearingAdjourned).optional().meta({ description: 'the last adjournment; with `held`: it was held all the same' }),
  held: entryOf(HearingHeld).optional(),
})
export type HearingInFile = z.infer<typeof HearingInFile>

export const ConsentInFile = entryWith(ConsentGranted, { withdrawals: listOfEach(entryOf(ConsentWithdrawn)) })
export type ConsentInFile = z.infer<typeof ConsentInFile>

export const ReferralInFile = entryWith(ReferralMade, { answers: listOfEach(entryOf(ReferralAnswered)) })
export type ReferralInFile = z.infer<typeof ReferralInFile>

/** A case as one sector may see it: its own facts and those that the other sectors share with it. */
export const CaseFileShown = z.strictObject({
  caseId: Id,
  since: z.string().meta({ description: 'recording time of the first fact, RFC 3339 in UTC with microseconds' }),
  leadAgency: AgencyId.optional(),
  agencies: z.array(AgencyId).readonly().meta({
    description:
      'the agencies of this sector that participate according to the facts of the case; if `handedOver`, the agency that receives handovers also does',
  }),
  handedOver: z.boolean().meta({
    description: 'whether another sector handed something over and named no office: the one that the deployment names gets it',
  }),
  namedOffice: AgencyId.optional().meta({ description: 'to which a document or a transfer gave the case last' }),
  firstOffice: AgencyId.optional().meta({ description: 'the first agency that recorded something in the case' }),
  formerOffices: z
    .array(AgencyId)
    .readonly()
    .optional()
    .meta({ description: 'the offices from which the case went on to the named one, which has their duties' }),
  opening: entryOf(CaseOpened).optional(),
  persons: listOfEach(PersonInFile),
  evidence: listOfEach(entryOf(EvidenceCollected)),
  detentions: listOfEach(DetentionInFile),
  dossiers: listOfEach(DossierInFile),
  charges: listOfEach(entryOf(ChargeLaid)),
  indictments: listOfEach(entryOf(IndictmentFiled)),
  courtCase: z
    .union([entryOf(CourtCaseRegistered), entryOf(PrivateComplaintRegistered)])
    .optional()
    .meta({ description: 'the registration of the court case: on an indictment, as a migrated case, or by the complaint of a person' }),
  // The judges of all assignments, without the limit of a single assignment.
  bench: entryWith(JudgeAssigned, { judgeRefs: z.array(PersonRef) }).optional(),
  hearings: listOfEach(HearingInFile),
  verdicts: listOfEach(entryOf(VerdictDelivered)),
  sentences: listOfEach(entryOf(SentenceImposed)),
  consents: listOfEach(ConsentInFile),
  referrals: listOfEach(ReferralInFile),
  chapters: Chapters,
  warnings: listOfEach(entryOf(WarningRaised)).meta({
    description: 'warnings in force: a warning about a corrected or retracted fact is removed with it',
  }),
  overrides: listOfEach(entryOf(RuleOverridden)),
})
type CaseFileShown = z.infer<typeof CaseFileShown>

/** This shape is stored in `case_file_v7`: change it with the view's version. */
export interface CaseFile extends CaseFileShown {
  /** Users who must not see the case, whatever their roles. This list is never shown. */
  readonly excluded: readonly string[]
  /** The office that has the case; `RECEIVING_OFFICE`: the agency that the deployment configures. This is never shown. */
  readonly office?: AgencyId | undefined
  /** Whether victim support founded the case. This is never shown. */
  readonly isFounded?: boolean | undefined
  /** The users of other agencies whom an agency of the sector assigned to the case. This is never shown. */
  readonly assigned?: PersonallyAssigned | undefined
  /** `<agency> <account>` of each of them, by which their cases are found. This is never shown. */
  readonly assignedUsers?: readonly string[] | undefined
  /** Whether nothing is in force in the case: the row says only who founded it. This is never shown. */
  readonly isRetracted?: boolean | undefined
}
