import { randomUUID } from 'node:crypto'
import {
  ConsentGranted,
  EvidenceCollected,
  OnlineTraceRecorded,
  PresumedVictimIdentified,
  ReferralMade,
  type ServiceName,
  SuspectIdentified,
} from '@case-timeline/contracts'
import type { SeededRandom } from '../seeded-random.ts'

/** A user, with the claims of the token. */
export interface User {
  readonly userId: string
  readonly agencyId: string
  readonly sector: ServiceName
  readonly roles: readonly string[]
}

const user = (userId: string, agencyId: string, sector: User['sector'], ...roles: string[]): User => ({ userId, agencyId, sector, roles })

export const police = user('m.santos', 'ph-police', 'investigation', 'lead-investigator', 'investigator')
export const caseWorker = user('c.villanueva', 'ph-social-welfare', 'victimSupport', 'case-worker')
export const auditor = user('a.ramos', 'ph-audit', 'auditTrail', 'auditor')
/** The organisation to which persons are referred. */
export const shelter = user('s.abad', 'ph-shelter', 'victimSupport', 'case-worker')
/** Users of agencies that take part in no case. */
export const strangers = [
  user('x.tan', 'ph-harbour-police', 'investigation', 'lead-investigator'),
  user('d.ong', 'ph-clinic', 'victimSupport', 'case-worker'),
]

/** One command to send, and which answer is right. */
export interface Step {
  readonly by: User
  readonly name: string
  readonly data: object
  readonly isRefused: boolean
}

/** What the sender of a command knows of it. `unknown`: no attempt was answered; it may be recorded, once. */
export interface Note {
  readonly commandId: string
  readonly caseId: string
  readonly step: Step
  outcome: 'unknown' | 'acknowledged' | 'refused'
  eventIds: readonly string[]
  /** When it was answered, by the clock of this process since its start. */
  answeredAt: number
}

/** The text that only the vault's keys open: it must be in no answer and no database. */
export const SECRET = 'words-that-only-the-vault-opens'

/** The commands of one case, in order, with what they name. */
export interface CaseScript {
  readonly caseId: string
  readonly personRef: string
  readonly referralId: string
  readonly isWithdrawn: boolean
  readonly steps: readonly Step[]
}

/**
 * A case of police, from which follow by reactions an offer of support and a dossier of the prosecution, and of victim
 * support, with a referral that needs a consent in force. Several commands are refused by a rule.
 */
export const caseScript = (random: SeededRandom): CaseScript => {
  const [caseId, suspect, personRef, evidenceId, dossierId, consentId, referralId, chain] = Array.from({ length: 8 }, () =>
    randomUUID(),
  ) as [string, string, string, string, string, string, string, string]
  const isWithdrawn = random.next() < 0.5
  const step = (by: User, name: string, data: object, isRefused = false): Step => ({ by, name, data, isRefused })
  const opening = { source: 'report', leadAgency: police.agencyId, suspectedPurposes: ['ForcedLabour'] }
  const referral = { ...ReferralMade.example, referralId, personRef, toOrg: shelter.agencyId, consentId }
  const consent = { ...ConsentGranted.example, consentId, personRef, grantedBy: 'self', assent: undefined, recipients: [shelter.agencyId] }
  const trace = { traceId: chain, kind: 'account', platform: 'messenger', value: `${SECRET}-${chain}` }
  const steps = [
    step(police, 'open-case', opening),
    step(police, 'identify-suspect', { ...SuspectIdentified.example, personRef: suspect }),
    step(police, 'identify-presumed-victim', { ...PresumedVictimIdentified.example, personRef }),
    ...(random.next() < 0.5 ? [step(police, 'open-case', opening, true)] : []),
    step(police, 'record-online-trace', trace),
    step(police, 'collect-evidence', { ...EvidenceCollected.example, evidenceId }),
    step(police, 'refer-case-to-prosecution', {
      dossierId,
      suspects: [suspect],
      evidence: [evidenceId],
      safeguards: [{ personRef, reasonCode: 'notYetReachable' }],
    }),
    step(caseWorker, 'add-case-note', { personRef, text: `${SECRET}-${personRef}` }),
    ...(random.next() < 0.5 ? [step(caseWorker, 'make-referral', { ...referral, referralId: randomUUID() }, true)] : []),
    step(caseWorker, 'grant-consent', { ...consent, expiresAt: '2099-01-01T00:00:00Z' }),
    step(caseWorker, 'make-referral', referral),
    ...(isWithdrawn
      ? [
          step(caseWorker, 'withdraw-consent', { consentId, personRef, scope: 'all' }),
          step(caseWorker, 'make-referral', { ...referral, referralId: randomUUID() }, true),
        ]
      : []),
  ]
  return { caseId, personRef, referralId, isWithdrawn, steps }
}

/** A case without members that only the vault can encrypt. */
export const plainCase = (): CaseScript => {
  const [caseId, personRef] = [randomUUID(), randomUUID()]
  const opening = { source: 'report', leadAgency: police.agencyId, suspectedPurposes: ['ForcedLabour'] }
  const steps = [
    { by: police, name: 'open-case', data: opening, isRefused: false },
    { by: police, name: 'identify-presumed-victim', data: { ...PresumedVictimIdentified.example, personRef }, isRefused: false },
  ]
  return { caseId, personRef, referralId: '', isWithdrawn: false, steps }
}

/** The event type of each command that must be there once, with the member that identifies what it records. */
export const RECORDED_ONCE: Readonly<Record<string, string>> = {
  'investigation.CaseOpened': '',
  'victimSupport.SupportCaseOpened': 'personRef',
  'prosecution.DossierReceived': 'dossierId',
  [SuspectIdentified.type]: 'personRef',
  [PresumedVictimIdentified.type]: 'personRef',
  [OnlineTraceRecorded.type]: 'traceId',
  [EvidenceCollected.type]: 'evidenceId',
  'investigation.CaseReferredToProsecution': 'dossierId',
  'victimSupport.CaseNoteAdded': 'personRef',
  [ConsentGranted.type]: 'consentId',
  [ReferralMade.type]: 'referralId',
  'victimSupport.ConsentWithdrawn': 'consentId',
}

/** What a reaction records for what: an event of the second type for each of the first, by the same member. */
export const REACTIONS: readonly (readonly [cause: string, effect: string, member: string])[] = [
  [PresumedVictimIdentified.type, 'victimSupport.SupportCaseOpened', 'personRef'],
  ['investigation.CaseReferredToProsecution', 'prosecution.DossierReceived', 'dossierId'],
]
