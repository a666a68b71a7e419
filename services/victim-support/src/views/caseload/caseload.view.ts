import {
  type AgencyId,
  ConsentGranted,
  ConsentRefused,
  ConsentWithdrawn,
  type FactOf,
  MajorityReached,
  type PersonRef,
  RestrictiveMeasureRecorded,
  RestrictiveMeasureReviewed,
  RightsInformed,
  RiskAssessed,
  SafetyIncidentReported,
  ShelterAdmitted,
  ShelterExited,
  SupportCaseClosed,
  SupportCaseOpened,
  SupportPlanAgreed,
  SupportPlanReviewed,
} from '@case-timeline/contracts'
import { type Row, type View, view } from '@case-timeline/projections'

type Opened = FactOf<typeof SupportCaseOpened>['data']
type Level = FactOf<typeof RiskAssessed>['data']['level']

/**
 * A person whom an agency supports: what was done for her, and what is next.
 * This shape is stored in `caseload_v3`: change it with the view's version.
 */
export interface SupportedPerson extends Row, Omit<Opened, 'ageBand'> {
  readonly personRef: PersonRef
  readonly supportedBy: AgencyId
  readonly state: 'open' | 'closed'
  readonly closedFor?: FactOf<typeof SupportCaseClosed>['data']['reason'] | undefined
  readonly rightsInformedAt?: string | undefined
  /** Absent: her risk was never assessed. */
  readonly risk?: Level | undefined
  readonly riskReviewBy?: string | undefined
  /** Something happened since her risk was assessed last. */
  readonly riskToReassess: boolean
  readonly plans: readonly { readonly planId: string; readonly types: readonly string[]; readonly plannedEnd?: string | undefined }[]
  /** Whether she lives in a shelter; never in which. */
  readonly sheltered: boolean
  /** The restrictions of her freedom that stand, and by when each is looked at again (ACTIP 14(8)). */
  readonly restrictions: readonly { readonly measureId: string; readonly reviewBy?: string | undefined }[]
  /** The consents that her guardian gave, and whether she has come of age since and is still to say herself what becomes of each; never to what. */
  readonly guardiansConsents: readonly { readonly consentId: string; readonly toRenew: boolean }[]
  readonly since: string
}

const ENDED = ['completed', 'ended']

/** She has said herself what she wants: nothing is left to ask her. */
const answered = (person: SupportedPerson): SupportedPerson => ({
  ...person,
  guardiansConsents: person.guardiansConsents.filter(({ toRenew }) => !toRenew),
})

/** The persons whom support stands by; what endangers her, what she needs, and where she lives is not here. */
export const caseloadView: View<SupportedPerson> = view({
  name: 'caseload',
  version: 3,
  events: [
    SupportCaseOpened,
    SupportCaseClosed,
    RightsInformed,
    RiskAssessed,
    SafetyIncidentReported,
    SupportPlanAgreed,
    SupportPlanReviewed,
    ShelterAdmitted,
    ShelterExited,
    RestrictiveMeasureRecorded,
    RestrictiveMeasureReviewed,
    ConsentGranted,
    ConsentRefused,
    ConsentWithdrawn,
    MajorityReached,
  ],
  key: ['personRef'],
  rows: ({ data }) => [[data.personRef]],
  on: {
    // When support opens again, all that is known of her stays known.
    'victimSupport.SupportCaseOpened': (before, { caseId, data: { ageBand: _, ...data }, stored }) => ({
      ...(before ?? {
        riskToReassess: false,
        plans: [],
        sheltered: false,
        restrictions: [],
        guardiansConsents: [],
        since: stored.recordedAt,
      }),
      caseId,
      ...data,
      language: data.language ?? before?.language,
      supportedBy: stored.envelope.actor.agencyId,
      state: 'open',
      closedFor: undefined,
    }),
    'victimSupport.SupportCaseClosed': (person, { data }) => (person ? { ...person, state: 'closed', closedFor: data.reason } : null),
    'victimSupport.RightsInformed': (person, { occurredAt, stored }) =>
      person ? { ...person, rightsInformedAt: occurredAt ?? stored.recordedAt } : null,
    'victimSupport.RiskAssessed': (person, { data }) =>
      person ? { ...person, risk: data.level, riskReviewBy: data.reviewBy, riskToReassess: false } : null,
    'victimSupport.SafetyIncidentReported': (person) => (person ? { ...person, riskToReassess: true } : null),
    'victimSupport.SupportPlanAgreed': (person, { data: { planId, types, plannedEnd } }) =>
      person ? { ...person, plans: [...person.plans.filter((plan) => plan.planId !== planId), { planId, types, plannedEnd }] } : null,
    'victimSupport.SupportPlanReviewed': (person, { data }) =>
      person && ENDED.includes(data.outcome)
        ? { ...person, plans: person.plans.filter(({ planId }) => planId !== data.planId) }
        : (person ?? null),
    'victimSupport.ShelterAdmitted': (person) => (person ? { ...person, sheltered: true } : null),
    'victimSupport.ShelterExited': (person) => (person ? { ...person, sheltered: false } : null),
    'victimSupport.RestrictiveMeasureRecorded': (person, { data: { measureId, reviewBy } }) =>
      person ? { ...person, restrictions: [...person.restrictions, { measureId, reviewBy }] } : null,
    'victimSupport.RestrictiveMeasureReviewed': (person, { data: { measureId, outcome, reviewBy } }) => {
      if (!person) return null
      const others = person.restrictions.filter((restriction) => restriction.measureId !== measureId)
      return { ...person, restrictions: outcome === 'lifted' ? others : [...others, { measureId, reviewBy }] }
    },
    'victimSupport.ConsentGranted': (person, { data: { consentId, grantedBy } }) => {
      if (!person) return null
      if (grantedBy === 'self') return answered(person)
      return { ...person, guardiansConsents: [...person.guardiansConsents, { consentId, toRenew: false }] }
    },
    'victimSupport.ConsentRefused': (person, { data }) => (person && data.refusedBy === 'self' ? answered(person) : (person ?? null)),
    'victimSupport.ConsentWithdrawn': (person, { data: { consentId, scope } }) => {
      if (!person) return null
      const { guardiansConsents } = answered(person)
      return { ...person, guardiansConsents: guardiansConsents.filter((one) => scope !== 'all' || one.consentId !== consentId) }
    },
    'victimSupport.MajorityReached': (person) =>
      person ? { ...person, guardiansConsents: person.guardiansConsents.map((one) => ({ ...one, toRenew: true })) } : null,
  },
})
