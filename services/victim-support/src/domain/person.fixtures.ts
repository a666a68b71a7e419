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
  type ReferralMade,
  type WithdrawalScope,
} from '@case-timeline/contracts'
import { commanded } from '@case-timeline/decider/fixtures'
import type { KnownToSupport, PersonEvent, ReferralState } from './person.ts'

export const girl = '11111111-1111-4111-8111-111111111111'
export const aunt = '22222222-2222-4222-8222-222222222222'
export const advocate = '33333333-3333-4333-8333-333333333333'
export const consentId = '44444444-4444-4444-8444-444444444444'
export const referralId = '55555555-5555-4555-8555-555555555555'
export const unknownId = '66666666-6666-4666-8666-666666666666'

export type Granted = FactOf<typeof ConsentGranted>['data']
type Made = FactOf<typeof ReferralMade>['data']
type Answer = Exclude<ReferralState, 'made'>

export const adult: KnownToSupport = { protectedAsAChild: false, suspects: [], accused: [], recruitersAndExploiters: [] }
export const child: KnownToSupport = { ...adult, protectedAsAChild: true }
export const herAuntRecruited: KnownToSupport = { ...child, suspects: [aunt], recruitersAndExploiters: [aunt] }

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

/** What support has done for a person, told in the order in which it happened. */
interface History extends Iterable<PersonEvent> {
  withGuardian(guardianRef: string): History
  withMajority(): History
  withConsent(but?: Partial<Granted>): History
  withWithdrawal(scope: WithdrawalScope): History
  withReferral(): History
  withAnswer(outcome: Answer): History
  /** Any other events, as they are told. */
  with(...events: readonly PersonEvent[]): History
}

const historyOf = (events: readonly PersonEvent[]): History => {
  const and = (event: PersonEvent) => historyOf([...events, event])
  return {
    [Symbol.iterator]: () => events[Symbol.iterator](),
    with: (...more) => historyOf([...events, ...more]),
    withGuardian: (guardianRef) => and({ type: 'victimSupport.GuardianAppointed', data: { personRef: girl, guardianRef } }),
    withMajority: () => and({ type: 'victimSupport.MajorityReached', data: { personRef: girl } }),
    withConsent: (but) => and({ type: 'victimSupport.ConsentGranted', data: { ...consent, ...but } }),
    withWithdrawal: (scope) => and({ type: 'victimSupport.ConsentWithdrawn', data: { consentId, personRef: girl, scope } }),
    withReferral: () => and({ type: 'victimSupport.ReferralMade', data: referral }),
    withAnswer: (outcome) => and({ type: 'victimSupport.ReferralAnswered', data: { referralId, personRef: girl, outcome } }),
  }
}

export const aSupportCase = () =>
  historyOf([{ type: 'victimSupport.SupportCaseOpened', data: { personRef: girl, origin: 'identification' } }])

export const open = () => commanded(OpenSupportCase, { personRef: girl, origin: 'identification', language: 'ceb' }, child)
export const inform = () => commanded(InformOfRights, { ...InformOfRights.example, personRef: girl }, adult)
export const assess = () => commanded(AssessRisk, { personRef: girl, level: 'high', reviewBy: '2026-12-15' }, adult)
export const appoint = (guardianRef: string, known = child, overrides: readonly Override[] = []) =>
  commanded(AppointGuardian, { personRef: girl, guardianRef }, known, { overrides })
export const comeOfAge = (known = child) => commanded(RecordMajority, { personRef: girl }, known)
export const grant = (but: Partial<Granted> = {}, known = adult, overrides: readonly Override[] = []) =>
  commanded(GrantConsent, { ...consent, ...but }, known, { overrides })
export const withdraw = (scope: WithdrawalScope = 'all', but: { consentId?: string } = {}) =>
  commanded(WithdrawConsent, { consentId, personRef: girl, scope, ...but }, adult)
export const refer = (but: Partial<Made> = {}, overrides: readonly Override[] = [], now = '2026-11-25T10:00:00.123456Z') =>
  commanded(MakeReferral, { ...referral, ...but }, adult, { overrides, now })
export const answer = (outcome: Answer, but: { referralId?: string } = {}) =>
  commanded(AnswerReferral, { referralId, personRef: girl, outcome, ...but }, adult)
