import {
  AnswerReferral,
  AppointGuardian,
  AssessRisk,
  GrantConsent,
  InformOfRights,
  MakeReferral,
  OpenSupportCase,
  RecordMajority,
  WithdrawConsent,
  type ConsentGranted,
  type FactOf,
  type Override,
  type ProtectionClaimRecorded,
  type ReferralMade,
  type WithdrawalScope,
} from '@case-timeline/contracts'
import type { CommandOfAggregate } from '@case-timeline/commands'
import { commandFor } from '@case-timeline/decider/fixtures'
import type { KnownAge, KnownForConsent, KnownForGuardian, KnownSuspicion } from './person.commands.ts'
import type { personStream } from './person.stream.ts'
import type { ReferralState } from './person.ts'
import type { PersonEvent } from './person-event.ts'

export type PersonCommand = CommandOfAggregate<typeof personStream>

export const girl = '11111111-1111-4111-8111-111111111111'
export const aunt = '22222222-2222-4222-8222-222222222222'
export const advocate = '33333333-3333-4333-8333-333333333333'
export const consentId = '44444444-4444-4444-8444-444444444444'
export const referralId = '55555555-5555-4555-8555-555555555555'
export const unknownId = '66666666-6666-4666-8666-666666666666'

export type Granted = FactOf<typeof ConsentGranted>['data']
/** What is recorded of a claim for protection. */
export type ProtectionClaim = Omit<FactOf<typeof ProtectionClaimRecorded>['data'], 'personRef'>

type Made = FactOf<typeof ReferralMade>['data']
type Answer = Exclude<ReferralState, 'made'>

const nobodySuspected: KnownSuspicion = {
  ownRefs: [girl],
  suspects: [],
  accused: [],
  complainedOf: [],
  recruitersAndExploiters: [],
  suspectedInLinkedCases: [],
  linkedCasesIncomplete: false,
}
export const adult: KnownForGuardian = { protectedAsChild: false, suspicion: nobodySuspected }
export const child: KnownForGuardian = { ...adult, protectedAsChild: true }
/** The known facts of a child, with persons under suspicion in the case or in a linked case. */
export const childWith = (suspicion: Partial<KnownSuspicion>): KnownForGuardian => ({
  ...child,
  suspicion: { ...nobodySuspected, ...suspicion },
})
export const auntIsRecruiter = childWith({ suspects: [aunt], recruitersAndExploiters: [aunt] })

const consent: Granted = {
  consentId,
  personRef: girl,
  grantedBy: 'self',
  purposes: ['shelter', 'psychosocial'],
  recipients: ['ph-shelter-cebu', 'ph-clinic-cebu'],
  dataCategories: ['contact', 'risk'],
  expiresAt: '2027-05-31T16:00:00Z',
  evidenceHash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
}
const referral: Made = {
  referralId,
  personRef: girl,
  toOrg: 'ph-shelter-cebu',
  services: ['shelter'],
  consentId,
  dataCategories: ['contact', 'risk'],
}

/** The events of a support case, in the order in which they were recorded. */
interface SupportHistory extends Iterable<PersonEvent> {
  withGuardian(guardianRef: string): SupportHistory
  withMajority(): SupportHistory
  withConsent(changes?: Partial<Granted>): SupportHistory
  withWithdrawal(scope: WithdrawalScope): SupportHistory
  withReferral(): SupportHistory
  withAnswer(outcome: Answer): SupportHistory
  with(...events: readonly PersonEvent[]): SupportHistory
}

const historyOf = (events: readonly PersonEvent[]): SupportHistory => {
  const append = (event: PersonEvent) => historyOf([...events, event])
  return {
    [Symbol.iterator]: () => events[Symbol.iterator](),
    with: (...more) => historyOf([...events, ...more]),
    withGuardian: (guardianRef) => append({ type: 'victimSupport.GuardianAppointed', data: { personRef: girl, guardianRef } }),
    withMajority: () => append({ type: 'victimSupport.MajorityReached', data: { personRef: girl } }),
    withConsent: (changes) => append({ type: 'victimSupport.ConsentGranted', data: { ...consent, ...changes } }),
    withWithdrawal: (scope) => append({ type: 'victimSupport.ConsentWithdrawn', data: { consentId, personRef: girl, scope } }),
    withReferral: () => append({ type: 'victimSupport.ReferralMade', data: referral }),
    withAnswer: (outcome) => append({ type: 'victimSupport.ReferralAnswered', data: { referralId, personRef: girl, outcome } }),
  }
}

export const aSupportCase = () =>
  historyOf([{ type: 'victimSupport.SupportCaseOpened', data: { personRef: girl, origin: 'identification' } }])

export const openSupportCase = () =>
  commandFor(OpenSupportCase, { personRef: girl, origin: 'identification', language: 'ceb' }, { foundedBySupport: false })
export const informOfRights = () => commandFor(InformOfRights, { ...InformOfRights.example, personRef: girl }, { screeningLanguages: [] })
export const assessRisk = () => commandFor(AssessRisk, { personRef: girl, level: 'high', reviewBy: '2026-12-15' }, {})
export const appointGuardian = (guardianRef: string, known = child, overrides: readonly Override[] = []) =>
  commandFor(AppointGuardian, { personRef: girl, guardianRef }, known, { overrides })
export const recordMajority = (known: KnownAge = child) => commandFor(RecordMajority, { personRef: girl }, known)
export const grantConsent = (changes: Partial<Granted> = {}, known: KnownForConsent = adult, overrides: readonly Override[] = []) =>
  commandFor(GrantConsent, { ...consent, ...changes }, known, { overrides })
export const withdrawConsent = (scope: WithdrawalScope = 'all', changes: { consentId?: string } = {}) =>
  commandFor(WithdrawConsent, { consentId, personRef: girl, scope, ...changes }, {})
export const makeReferral = (changes: Partial<Made> = {}, overrides: readonly Override[] = [], now = '2026-11-25T10:00:00.123456Z') =>
  commandFor(MakeReferral, { ...referral, ...changes }, {}, { overrides, now })
export const answerReferral = (outcome: Answer, changes: { referralId?: string } = {}) =>
  commandFor(AnswerReferral, { referralId, personRef: girl, outcome, ...changes }, {})
