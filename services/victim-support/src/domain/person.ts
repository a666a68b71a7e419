import type {
  AnswerReferral,
  AppointGuardian,
  AssessRisk,
  CommandType,
  ConsentGranted,
  ConsentWithdrawn,
  FactOf,
  GrantConsent,
  GuardianAppointed,
  Happened,
  InformOfRights,
  MakeReferral,
  OpenSupportCase,
  ReferralAnswered,
  ReferralMade,
  RightsInformed,
  RiskAssessed,
  SupportCaseOpened,
  WithdrawConsent,
} from '@case-timeline/contracts'
import type { Command } from '@case-timeline/decider'

export type PersonEvent =
  | FactOf<typeof SupportCaseOpened>
  | FactOf<typeof RightsInformed>
  | FactOf<typeof RiskAssessed>
  | FactOf<typeof GuardianAppointed>
  | FactOf<typeof ConsentGranted>
  | FactOf<typeof ConsentWithdrawn>
  | FactOf<typeof ReferralMade>
  | FactOf<typeof ReferralAnswered>

/** What victim support knows of the other sectors' facts. */
export interface KnownToSupport {
  /** She was identified as a child, or her age is unknown or in dispute. */
  readonly protectedAsAChild: boolean
  readonly suspects: readonly string[]
  readonly accused: readonly string[]
  /** Those whom the investigation names as recruiter or exploiter. */
  readonly recruitersAndExploiters: readonly string[]
}

type To<T extends CommandType> = Command<T['name'], T['example'], KnownToSupport>
export type ToOpen = To<typeof OpenSupportCase>
export type ToInform = To<typeof InformOfRights>
export type ToAssess = To<typeof AssessRisk>
export type ToAppoint = To<typeof AppointGuardian>
export type ToGrant = To<typeof GrantConsent>
export type ToWithdraw = To<typeof WithdrawConsent>
export type ToRefer = To<typeof MakeReferral>
export type ToAnswer = To<typeof AnswerReferral>
export type PersonCommand = ToOpen | ToInform | ToAssess | ToAppoint | ToGrant | ToWithdraw | ToRefer | ToAnswer

/** What of a consent still holds: what was withdrawn is no longer listed. */
export interface Consent {
  readonly purposes: readonly string[]
  readonly recipients: readonly string[]
  readonly dataCategories: readonly string[]
  readonly expiresAt: string
}

export type ReferralState = 'made' | FactOf<typeof ReferralAnswered>['data']['outcome']

export interface NotYetOffered {
  readonly stage: 'notYetOffered'
}

export interface Supported {
  readonly stage: 'supported'
  readonly guardianRef?: string
  readonly consents: Readonly<Record<string, Consent>>
  readonly referrals: Readonly<Record<string, ReferralState>>
}

export type Person = NotYetOffered | Supported

export const notYetOffered: Person = { stage: 'notYetOffered' }

const newlySupported: Supported = { stage: 'supported', consents: {}, referrals: {} }

export const evolve = (person: Person, event: Happened<PersonEvent>): Person => {
  if (event.type === 'victimSupport.SupportCaseOpened') return person.stage === 'supported' ? person : newlySupported
  return person.stage === 'supported' ? evolveSupported(person, event) : person
}

const evolveSupported = (person: Supported, event: Exclude<Happened<PersonEvent>, FactOf<typeof SupportCaseOpened>>): Supported => {
  switch (event.type) {
    case 'victimSupport.RightsInformed':
    case 'victimSupport.RiskAssessed':
      return person
    case 'victimSupport.GuardianAppointed':
      return { ...person, guardianRef: event.data.guardianRef }
    case 'victimSupport.ConsentGranted':
      return { ...person, consents: { ...person.consents, [event.data.consentId]: event.data } }
    case 'victimSupport.ConsentWithdrawn':
      return withdrawn(person, event.data)
    case 'victimSupport.ReferralMade':
      return { ...person, referrals: { ...person.referrals, [event.data.referralId]: 'made' } }
    case 'victimSupport.ReferralAnswered':
      return { ...person, referrals: { ...person.referrals, [event.data.referralId]: event.data.outcome } }
  }
}

const withdrawn = (person: Supported, { consentId, scope }: FactOf<typeof ConsentWithdrawn>['data']): Supported => {
  const consent = person.consents[consentId]
  if (!consent) return person
  const left = scope === 'all' ? { ...consent, purposes: [], recipients: [], dataCategories: [] } : without(consent, scope)
  return { ...person, consents: { ...person.consents, [consentId]: left } }
}

type Part = Partial<Pick<Consent, 'purposes' | 'recipients' | 'dataCategories'>>

const without = (consent: Consent, { purposes = [], recipients = [], dataCategories = [] }: Part): Consent => ({
  ...consent,
  purposes: consent.purposes.filter((purpose) => !purposes.includes(purpose)),
  recipients: consent.recipients.filter((recipient) => !recipients.includes(recipient)),
  dataCategories: consent.dataCategories.filter((category) => !dataCategories.includes(category)),
})
