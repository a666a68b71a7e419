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

export const mai = 'aaaaaaaa-0000-4000-8000-000000000001'
export const trader = 'bbbbbbbb-0000-4000-8000-000000000002'
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

/** One case through the four sectors, each fact by the sector that records it. */
export const story: readonly Fact[] = [
  fact(CaseOpened, { leadAgency: 'zz-taskforce' }),
  fact(SuspectIdentified, { personRef: trader }),
  fact(EvidenceCollected),
  fact(SuspectArrested, { personRef: mai }),
  fact(investigationDetention.DetentionOrdered, { personRef: mai }),
  fact(ScreeningConducted, { personRef: mai, outcome: 'presumed' }),
  fact(PresumedVictimIdentified, { personRef: mai }),
  fact(VictimSuspectConflictFlagged, { personRef: mai }),
  fact(SupportCaseOpened, { personRef: mai }),
  fact(RightsInformed, { personRef: mai }),
  fact(RiskAssessed, { personRef: mai }),
  fact(GuardianAppointed, { personRef: mai }),
  fact(ConsentGranted, { personRef: mai }),
  fact(ReferralMade, { personRef: mai, toOrg: shelter, consentId: ConsentGranted.example.consentId }),
  fact(ReferralAnswered, { personRef: mai, referralId: ReferralMade.example.referralId, outcome: 'accepted' }),
  fact(ConsentWithdrawn, { personRef: mai, consentId: ConsentGranted.example.consentId, scope: 'all' }),
  fact(NonPunishmentAssessed, { personRef: mai }),
  fact(CaseReferredToProsecution),
  fact(DossierReceived, { dossierId: CaseReferredToProsecution.example.dossierId }),
  fact(ChargeLaid, { accusedRef: trader }),
  fact(IndictmentFiled),
  fact(CourtCaseRegistered),
  fact(JudgeAssigned),
  fact(HearingScheduled),
  fact(HearingHeld, { hearingId: HearingScheduled.example.hearingId }),
  fact(VerdictDelivered, { accusedRef: trader }),
  fact(SentenceImposed),
]

const as = [...EVENT_TYPES.values()]

/** The sector that records a type. */
export const ownerOf = (type: string): ServiceName => type.slice(0, type.indexOf('.')) as ServiceName

/** Records facts, each by its own sector. @returns the ids in the order told */
export const tell = async (log: TestLog, caseId: string, facts: readonly Fact[] = story): Promise<string[]> => {
  const ids: string[] = []
  for (const one of facts) {
    const service = ownerOf(one.type)
    const { ids: own } = await log.record({ caseId, facts: [one], as, service, agencyId: AGENCIES[service], occurredAt: '2016-03-27' })
    ids.push(...own)
  }
  return ids
}

/** Adds a remark (a correction, a warning) to the stream of a sector. */
export const remark = async (log: TestLog, caseId: string, service: ServiceName, one: Fact): Promise<string> => {
  const { ids } = await log.record({ caseId, facts: [one], as, service, agencyId: AGENCIES[service] })
  return ids[0] ?? ''
}
