import {
  CaseOpened,
  CaseReferredToProsecution,
  ChargeLaid,
  ConsentGranted,
  ConsentWithdrawn,
  CourtCaseRegistered,
  DossierReceived,
  EVENT_TYPES,
  EvidenceCollected,
  type Fact,
  GuardianAppointed,
  HearingHeld,
  HearingScheduled,
  IndictmentFiled,
  investigationDetention,
  JudgeAssigned,
  NonPunishmentAssessed,
  PresumedVictimIdentified,
  ReferralAnswered,
  ReferralMade,
  RightsInformed,
  RiskAssessed,
  ScreeningConducted,
  SentenceImposed,
  type ServiceName,
  SupportCaseOpened,
  SuspectArrested,
  SuspectIdentified,
  VerdictDelivered,
  VictimSuspectConflictFlagged,
} from '@case-timeline/contracts'
import type { TestLog } from '@case-timeline/feed/fixtures'

export const victim = 'aaaaaaaa-0000-4000-8000-000000000001'
export const suspect = 'bbbbbbbb-0000-4000-8000-000000000002'
const shelter = 'zz-shelter'

export const AGENCIES: Readonly<Record<ServiceName, string>> = {
  investigation: 'zz-police',
  prosecution: 'zz-prosecutor',
  adjudication: 'zz-court',
  victimSupport: 'zz-support',
  auditTrail: 'zz-audit',
}

const fact = <T extends string, D extends object>(type: { readonly type: T; readonly example: D }, data: Partial<D> = {}): Fact<T, D> => ({
  type: type.type,
  data: { ...type.example, ...data },
})

/** One case through the four sectors, each fact recorded by its own sector. */
export const caseHistory: readonly Fact[] = [
  fact(CaseOpened, { leadAgency: 'zz-taskforce' }),
  fact(SuspectIdentified, { personRef: suspect }),
  fact(EvidenceCollected),
  fact(SuspectArrested, { personRef: victim }),
  fact(investigationDetention.DetentionOrdered, { personRef: victim }),
  fact(ScreeningConducted, { personRef: victim, outcome: 'presumed' }),
  fact(PresumedVictimIdentified, { personRef: victim }),
  fact(VictimSuspectConflictFlagged, { personRef: victim }),
  fact(SupportCaseOpened, { personRef: victim }),
  fact(RightsInformed, { personRef: victim }),
  fact(RiskAssessed, { personRef: victim }),
  fact(GuardianAppointed, { personRef: victim }),
  fact(ConsentGranted, { personRef: victim }),
  fact(ReferralMade, { personRef: victim, toOrg: shelter, consentId: ConsentGranted.example.consentId }),
  fact(ReferralAnswered, { personRef: victim, referralId: ReferralMade.example.referralId, outcome: 'accepted' }),
  fact(ConsentWithdrawn, { personRef: victim, consentId: ConsentGranted.example.consentId, scope: 'all' }),
  fact(NonPunishmentAssessed, { personRef: victim }),
  fact(CaseReferredToProsecution),
  fact(DossierReceived, { dossierId: CaseReferredToProsecution.example.dossierId }),
  fact(ChargeLaid, { accusedRef: suspect }),
  fact(IndictmentFiled),
  fact(CourtCaseRegistered),
  fact(JudgeAssigned),
  fact(HearingScheduled),
  fact(HearingHeld, { hearingId: HearingScheduled.example.hearingId }),
  fact(VerdictDelivered, { accusedRef: suspect }),
  fact(SentenceImposed),
]

const eventTypes = [...EVENT_TYPES.values()]

/** The sector that records a type. */
export const ownerOf = (type: string): ServiceName => type.slice(0, type.indexOf('.')) as ServiceName

/** Records facts, each by its own sector. @returns the event ids in the given order */
export const recordHistory = async (log: TestLog, caseId: string, facts: readonly Fact[] = caseHistory): Promise<string[]> => {
  const ids: string[] = []
  for (const recorded of facts) {
    const service = ownerOf(recorded.type)
    const { ids: recordedIds } = await log.record({
      caseId,
      facts: [recorded],
      eventTypes,
      service,
      agencyId: AGENCIES[service],
      occurredAt: '2016-03-27',
    })
    ids.push(...recordedIds)
  }
  return ids
}

/** Adds a correction, warning or order to the stream of a sector. */
export const recordRemark = async (log: TestLog, caseId: string, service: ServiceName, remark: Fact): Promise<string> => {
  const { ids } = await log.record({ caseId, facts: [remark], eventTypes, service, agencyId: AGENCIES[service] })
  return ids[0] ?? ''
}
