import type { Rule } from '@case-timeline/decider'
import { integrity } from './sources.ts'
import type {
  Supported,
  ToAcknowledge,
  ToAdmit,
  ToAssessNeeds,
  ToEndReflection,
  ToExit,
  ToProvide,
  ToRequire,
  ToRestrict,
  ToReview,
  ToStartReflection,
} from './person.ts'

const reflection = 'policy of the jurisdiction; no obligation of ACTIP as far as verified (CoE Convention 13 has 30 days) [G]'
const detention = 'ACTIP 14(8) [V]: no unreasonable detention of identified victims'

export const needsAssessmentIsVoluntary: Rule<Supported, ToAssessNeeds> = {
  id: 'victimSupport.needs-assessment-is-voluntary',
  sentence: 'her needs are assessed only as far as she wants',
  source: 'victim-centred practice, ACTIP 14(6) [V] on her privacy',
  level: 'warn',
  holds: (_, { data }) => data.voluntary,
}

export const accommodationIsRequiredOnce: Rule<Supported, ToRequire> = {
  id: 'victimSupport.accommodation-is-required-once',
  sentence: 'an accommodation is required once, under an id of its own',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ accommodations }, { data }) => accommodations[data.accommodationId] === undefined,
  facts: (_, { data }) => [data.accommodationId],
}

export const providedAccommodationWasRequired: Rule<Supported, ToProvide> = {
  id: 'victimSupport.provided-accommodation-was-required',
  sentence: 'only an accommodation that was required is provided',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ accommodations }, { data }) => accommodations[data.accommodationId] !== undefined,
  facts: (_, { data }) => [data.accommodationId],
}

export const reflectionLastsAsLongAsPolicyGrants: Rule<Supported, ToStartReflection> = {
  id: 'victimSupport.reflection-lasts-as-long-as-policy-grants',
  sentence: 'a time of reflection is not shorter than the policy of the jurisdiction grants',
  source: reflection,
  level: 'warn',
  holds: (_, { data, known }) => known.reflectionDays === undefined || data.days >= known.reflectionDays,
  facts: (_, { data, known }) => [`given:${data.days}`, `granted:${known.reflectionDays ?? 0}`],
}

const dayOf = ({ occurredAt, now }: { readonly occurredAt?: string | undefined; readonly now: string }): string =>
  (occurredAt ?? now).slice(0, 10)

export const reflectionIsNotCutShort: Rule<Supported, ToEndReflection> = {
  id: 'victimSupport.reflection-is-not-cut-short',
  sentence: 'a time of reflection that was given ends when it is over, or at her wish',
  source: reflection,
  level: 'warn',
  holds: ({ reflectsUntil }, command) =>
    reflectsUntil !== undefined && (command.data.reasonCode === 'atHerWish' || reflectsUntil <= dayOf(command)),
  facts: ({ reflectsUntil }) => (reflectsUntil === undefined ? [] : [reflectsUntil]),
}

export const shelterIsVoluntaryOrLawfullyRestricted: Rule<Supported, ToAdmit | ToExit> = {
  id: 'victimSupport.shelter-is-voluntary-or-lawfully-restricted',
  sentence: 'she enters and leaves a shelter of her own will, or under a restriction that is recorded with its legal basis',
  source: detention,
  level: 'warn',
  holds: ({ restrictions }, { data }) => data.voluntary || Object.values(restrictions).includes('lawful'),
}

export const restrictionIsRecordedOnce: Rule<Supported, ToRestrict> = {
  id: 'victimSupport.restriction-is-recorded-once',
  sentence: 'a restriction of her freedom is recorded once, under an id of its own',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ restrictions }, { data }) => restrictions[data.measureId] === undefined,
  facts: (_, { data }) => [data.measureId],
}

export const restrictionHasALegalBasisAndAReviewDate: Rule<Supported, ToRestrict> = {
  id: 'victimSupport.restriction-has-a-legal-basis-and-a-review-date',
  sentence: 'her freedom is restricted only on a legal basis, and until a day on which that is looked at again',
  source: detention,
  level: 'warn',
  holds: (_, { data }) => data.legalBasis !== undefined && data.reviewBy !== undefined,
  facts: (_, { data }) => [data.measureId],
}

export const reviewedRestrictionWasRecorded: Rule<Supported, ToReview> = {
  id: 'victimSupport.reviewed-restriction-was-recorded',
  sentence: 'only a restriction that was recorded is reviewed',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ restrictions }, { data }) => restrictions[data.measureId] !== undefined,
  facts: (_, { data }) => [data.measureId],
}

export const continuedRestrictionIsReviewedAgain: Rule<Supported, ToReview> = {
  id: 'victimSupport.continued-restriction-is-reviewed-again',
  sentence: 'a restriction that goes on after its review gets a new day of review',
  source: detention,
  level: 'warn',
  holds: (_, { data }) => data.outcome === 'lifted' || data.reviewBy !== undefined,
  facts: (_, { data }) => [data.measureId],
}

export const acknowledgedIncidentWasReported: Rule<Supported, ToAcknowledge> = {
  id: 'victimSupport.acknowledged-incident-was-reported',
  sentence: 'only an incident that was reported is acknowledged',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: (_, { data, known }) => known.incidents?.includes(data.incidentId) ?? false,
  facts: (_, { data }) => [data.incidentId],
}
