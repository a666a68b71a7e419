import {
  AgencyId,
  ConsentGranted,
  ConsentRefused,
  ConsentWithdrawn,
  Id,
  MajorityReached,
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
import { type View, view } from '@case-timeline/projections'
import { z } from 'zod'

/**
 * A person whom an agency supports: what was done for her, and what is next.
 * This shape is stored in `caseload_v3`: change it with the view's version.
 */
export const SupportedPerson = z.strictObject({
  caseId: Id,
  ...SupportCaseOpened.data.omit({ ageBand: true }).shape,
  supportedBy: AgencyId,
  state: z.enum(['open', 'closed']),
  closedFor: SupportCaseClosed.data.shape.reason.optional(),
  rightsInformedAt: z.string().optional(),
  risk: RiskAssessed.data.shape.level.optional().meta({ description: 'absent: her risk was never assessed' }),
  riskReviewBy: RiskAssessed.data.shape.reviewBy.optional(),
  riskToReassess: z.boolean().meta({ description: 'something happened since her risk was assessed last' }),
  plans: z.array(SupportPlanAgreed.data.pick({ planId: true, types: true, plannedEnd: true })),
  sheltered: z.boolean().meta({ description: 'whether she lives in a shelter; never in which' }),
  restrictions: z.array(RestrictiveMeasureRecorded.data.pick({ measureId: true, reviewBy: true })).meta({
    description: 'the restrictions of her freedom that stand, and by when each is looked at again (ACTIP 14(8))',
  }),
  guardiansConsents: z.array(z.strictObject({ consentId: Id, toRenew: z.boolean() })).meta({
    description:
      'the consents that her guardian gave, and whether she has come of age since and is still to say herself what becomes of each; never to what',
  }),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type SupportedPerson = z.infer<typeof SupportedPerson>

const { planId, types, plannedEnd } = SupportPlanAgreed.example
/** What the caseload shows of a person. */
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
