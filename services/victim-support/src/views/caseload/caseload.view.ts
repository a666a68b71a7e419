import { actingAgencyOf } from '@case-timeline/casework'
import {
  AgencyId,
  ConsentGranted,
  ConsentRefused,
  ConsentWithdrawn,
  Id,
  MajorityReached,
  NeedsAssessed,
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
import { hidden, optional, storedView, type StoredView } from '@case-timeline/projections'
import type { StoredEvent } from '@case-timeline/event-store'
import { z } from 'zod'

/** A person whom an agency supports: what was done, and what is next. */
export const SupportedPerson = z.strictObject({
  caseId: Id,
  ...SupportCaseOpened.data.omit({ ageBand: true, mandate: true }).shape,
  supportedBy: AgencyId,
  state: z.enum(['open', 'closed']),
  closingReason: SupportCaseClosed.data.shape.reason.optional(),
  rightsInformedAt: z.string().optional(),
  risk: RiskAssessed.data.shape.level.optional().meta({ description: 'absent if the risk was never assessed' }),
  riskReviewBy: RiskAssessed.data.shape.reviewBy.optional(),
  riskToReassess: z.boolean().meta({ description: 'whether a safety incident was reported since the last risk assessment' }),
  plans: z.array(SupportPlanAgreed.data.pick({ planId: true, types: true, plannedEnd: true })),
  sheltered: z.boolean().meta({ description: 'whether the person lives in a shelter; which one is not shown' }),
  restrictions: z.array(RestrictiveMeasureRecorded.data.pick({ measureId: true, reviewBy: true })).meta({
    description: 'the restrictions of the person’s freedom in force, and by when each is reviewed (ACTIP 14(8))',
  }),
  guardiansConsents: z.array(z.strictObject({ consentId: Id, toRenew: z.boolean() })).meta({
    description:
      'the consents that a guardian gave, and whether each has to be renewed because the person has come of age since; the content is not shown',
  }),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type SupportedPerson = z.infer<typeof SupportedPerson>

/** This shape is stored in `caseload_v4`: change it with the view's version. */
export interface ListedPerson extends SupportedPerson {
  /**
   * The agencies that assessed the risk, agreed a plan or admitted the person to a shelter. They have the person in their
   * lists; none of them is shown, since one may be the shelter.
   */
  readonly caredForBy: readonly AgencyId[]
}

const { planId, types, plannedEnd } = SupportPlanAgreed.example
/** Example of a row of the caseload. */
export const SUPPORTED_PERSON: SupportedPerson = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  ...SupportCaseOpened.example,
  supportedBy: 'ph-social-welfare',
  state: 'open',
  rightsInformedAt: '2026-03-05',
  risk: RiskAssessed.example.level,
  riskReviewBy: RiskAssessed.example.reviewBy,
  riskToReassess: false,
  plans: [{ planId, types, plannedEnd }],
  sheltered: true,
  restrictions: [],
  guardiansConsents: [{ consentId: ConsentGranted.example.consentId, toRenew: false }],
  since: '2026-03-04T02:15:00.000000Z',
}

const ENDING_OUTCOMES = ['completed', 'ended']

const caredFor = (person: ListedPerson, { actor }: StoredEvent['envelope']): Pick<ListedPerson, 'caredForBy'> => ({
  caredForBy: [...new Set([...person.caredForBy, actingAgencyOf(actor)])],
})

/** For a person who has answered since coming of age: no consent of a guardian has to be renewed any more. */
const withoutPendingRenewals = (person: ListedPerson): ListedPerson => ({
  ...person,
  guardiansConsents: person.guardiansConsents.filter(({ toRenew }) => !toRenew),
})

/** Few persons are cared for by another office than the one that supports them, and thousands by that one. */
const FOR_OTHERS = [
  'create index if not exists caseload_v4_cared_for_by_others on caseload_v4 using gin (cared_for_by) with (fastupdate = off) where cared_for_by <> array[supported_by]',
]

/** The supported persons. Details of safety incidents, needs and the place of residence are left out on purpose. */
export const caseloadView: StoredView<ListedPerson> = storedView({
  name: 'caseload',
  version: 4,
  key: ['personRef'],
  columns: {
    personRef: 'uuid',
    supportedBy: 'text',
    origin: 'text',
    language: optional('text'),
    urgentNeeds: optional('text[]'),
    state: 'text',
    closingReason: optional('text'),
    rightsInformedAt: optional('text'),
    risk: optional('text'),
    riskReviewBy: optional('text'),
    riskToReassess: 'boolean',
    plans: 'json',
    sheltered: 'boolean',
    restrictions: 'json',
    since: 'orderedText',
    guardiansConsents: 'json',
    caredForBy: hidden('text[]'),
  },
  indexes: {
    since: ['since', 'caseId', 'personRef'],
    supportedBy: ['supportedBy', 'since', 'caseId', 'personRef'],
    caredForBy: { on: ['caredForBy'], using: 'gin' },
  },
  migration: 1_764_000_001_953,
  added: { statements: FOR_OTHERS, migration: 1_764_000_001_954 },
  events: [
    SupportCaseOpened,
    SupportCaseClosed,
    RightsInformed,
    NeedsAssessed,
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
  rows: ({ data }) => [[data.personRef]],
  on: {
    // When support opens again, everything already recorded about the person is kept.
    'victimSupport.SupportCaseOpened': (before, { caseId, data: { ageBand: _, mandate: _mandate, ...data }, stored }) => ({
      ...(before ?? {
        riskToReassess: false,
        plans: [],
        sheltered: false,
        restrictions: [],
        guardiansConsents: [],
        caredForBy: [],
        since: stored.recordedAt,
      }),
      caseId,
      ...data,
      language: data.language ?? before?.language,
      supportedBy: actingAgencyOf(stored.envelope.actor),
      state: 'open',
      closingReason: undefined,
    }),
    'victimSupport.SupportCaseClosed': (person, { data }) => (person ? { ...person, state: 'closed', closingReason: data.reason } : null),
    'victimSupport.RightsInformed': (person, { occurredAt, stored }) =>
      person ? { ...person, rightsInformedAt: occurredAt ?? stored.recordedAt } : null,
    'victimSupport.NeedsAssessed': (person, { data }) =>
      person ? { ...person, urgentNeeds: data.urgentNeeds ?? person.urgentNeeds } : null,
    'victimSupport.RiskAssessed': (person, { data, stored }) =>
      person
        ? { ...person, ...caredFor(person, stored.envelope), risk: data.level, riskReviewBy: data.reviewBy, riskToReassess: false }
        : null,
    'victimSupport.SafetyIncidentReported': (person) => (person ? { ...person, riskToReassess: true } : null),
    'victimSupport.SupportPlanAgreed': (person, { data: { planId, types, plannedEnd }, stored }) => {
      if (!person) return null
      const plans = [...person.plans.filter((plan) => plan.planId !== planId), { planId, types, plannedEnd }]
      return { ...person, ...caredFor(person, stored.envelope), plans }
    },
    'victimSupport.SupportPlanReviewed': (person, { data }) =>
      person && ENDING_OUTCOMES.includes(data.outcome)
        ? { ...person, plans: person.plans.filter(({ planId }) => planId !== data.planId) }
        : (person ?? null),
    'victimSupport.ShelterAdmitted': (person, { stored }) =>
      person ? { ...person, ...caredFor(person, stored.envelope), sheltered: true } : null,
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
      if (grantedBy === 'self') return withoutPendingRenewals(person)
      return { ...person, guardiansConsents: [...person.guardiansConsents, { consentId, toRenew: false }] }
    },
    'victimSupport.ConsentRefused': (person, { data }) =>
      person && data.refusedBy === 'self' ? withoutPendingRenewals(person) : (person ?? null),
    'victimSupport.ConsentWithdrawn': (person, { data: { consentId, scope } }) => {
      if (!person) return null
      const { guardiansConsents } = withoutPendingRenewals(person)
      return { ...person, guardiansConsents: guardiansConsents.filter((consent) => scope !== 'all' || consent.consentId !== consentId) }
    },
    'victimSupport.MajorityReached': (person) =>
      person ? { ...person, guardiansConsents: person.guardiansConsents.map((consent) => ({ ...consent, toRenew: true })) } : null,
  },
})
