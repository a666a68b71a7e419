import { daysOfDeed, namedThingIsOnRecord, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type {
  AcknowledgeSafetyIncident,
  AdmitToShelter,
  AssessNeeds,
  EndReflectionPeriod,
  ExitShelter,
  ProvideAccommodation,
  RecordRestrictiveMeasure,
  RequireAccommodation,
  ReviewRestrictiveMeasure,
  StartReflectionPeriod,
  StateCharacteristics,
} from './person.commands.ts'
import type { Offered } from './person.ts'
import { judgedThen } from './past.ts'

const reflection = 'policy of the jurisdiction: a reflection period; no convention of ASEAN requires one, as far as read'
const detention = 'ACTIP 14(8): no unreasonable detention of identified victims'

export const needsAssessmentIsVoluntary: Rule<Offered, AssessNeeds> = {
  id: 'victimSupport.needs-assessment-is-voluntary',
  sentence: 'a needs assessment is voluntary for the victim',
  source: 'practice: needs are assessed with the person; ACTIP 14(6): the privacy of victims',
  level: 'warn',
  holds: (_, { data }) => data.voluntary,
}

export const adultStatesOwnCharacteristics: Rule<Offered, StateCharacteristics> = {
  id: 'victimSupport.adult-states-own-characteristics',
  sentence: 'the characteristics by which an adult is counted are stated by that person, not by a guardian',
  source: 'ACTIP 14(6): the privacy of victims; practice: only what the person wishes to state is counted',
  level: 'warn',
  holds: (_, { data: { statedBy }, known: { protectedAsChild } }) => statedBy === 'self' || protectedAsChild,
}

export const accommodationIsRequiredOnce: Rule<Offered, RequireAccommodation> = thingIsRecordedOnce('requiredAccommodation', {
  holds: ({ accommodations }, { data }) => accommodations[data.accommodationId] === undefined,
  facts: (_, { data }) => [data.accommodationId],
})

export const providedAccommodationWasRequired: Rule<Offered, ProvideAccommodation> = namedThingIsOnRecord('requiredAccommodation', {
  holds: ({ accommodations }, { data }) => accommodations[data.accommodationId] !== undefined,
  facts: (_, { data }) => [data.accommodationId],
})

export const reflectionLastsAsPolicyRequires: Rule<Offered, StartReflectionPeriod> = {
  id: 'victimSupport.reflection-lasts-as-policy-requires',
  sentence: 'a reflection period is not shorter than the policy of the jurisdiction requires',
  source: reflection,
  level: 'warn',
  holds: (_, { data, known }) => known.reflectionDays === undefined || data.days >= known.reflectionDays,
  facts: (_, { data, known }) => [`given:${data.days}`, `granted:${known.reflectionDays ?? 0}`],
}

export const reflectionDoesNotEndEarly = judgedThen<EndReflectionPeriod>({
  id: 'victimSupport.reflection-does-not-end-early',
  sentence: 'only a reflection period that was started is ended, and not before its end date unless the victim requests it',
  source: reflection,
  level: 'warn',
  holds: ({ reflectionEndsAt }, command) =>
    reflectionEndsAt !== undefined && (command.data.reasonCode === 'atVictimRequest' || reflectionEndsAt <= daysOfDeed(command).first),
  facts: ({ reflectionEndsAt }) => (reflectionEndsAt === undefined ? [] : [reflectionEndsAt]),
})

export const shelterIsVoluntaryOrLawfullyRestricted = judgedThen<AdmitToShelter | ExitShelter>({
  id: 'victimSupport.shelter-is-voluntary-or-lawfully-restricted',
  sentence: 'the victim enters and leaves a shelter voluntarily, or under a recorded restriction that has a legal basis and is not lifted',
  source: detention,
  level: 'warn',
  holds: ({ restrictiveMeasures }, { data }) => data.voluntary || Object.values(restrictiveMeasures).includes('lawful'),
})

export const restrictionIsRecordedOnce: Rule<Offered, RecordRestrictiveMeasure> = thingIsRecordedOnce('restrictionOfFreedom', {
  holds: ({ restrictiveMeasures }, { data }) => restrictiveMeasures[data.measureId] === undefined,
  facts: (_, { data }) => [data.measureId],
})

export const restrictionHasLegalBasisAndReviewDate: Rule<Offered, RecordRestrictiveMeasure> = {
  id: 'victimSupport.restriction-has-legal-basis-and-review-date',
  sentence: 'the victim’s freedom is restricted only on a legal basis and with a date by which the restriction is reviewed',
  source: detention,
  level: 'warn',
  holds: (_, { data }) => data.legalBasis !== undefined && data.reviewBy !== undefined,
  facts: (_, { data }) => [data.measureId],
}

export const reviewedRestrictionWasRecorded: Rule<Offered, ReviewRestrictiveMeasure> = namedThingIsOnRecord('restrictionOfFreedom', {
  holds: ({ restrictiveMeasures }, { data }) => restrictiveMeasures[data.measureId] !== undefined,
  facts: (_, { data }) => [data.measureId],
})

export const continuedRestrictionIsReviewedAgain: Rule<Offered, ReviewRestrictiveMeasure> = {
  id: 'victimSupport.continued-restriction-is-reviewed-again',
  sentence: 'a restriction that is not lifted at its review gets a new review date',
  source: detention,
  level: 'warn',
  holds: (_, { data }) => data.outcome === 'lifted' || data.reviewBy !== undefined,
  facts: (_, { data }) => [data.measureId],
}

export const acknowledgedIncidentWasReported: Rule<Offered, AcknowledgeSafetyIncident> = namedThingIsOnRecord('safetyIncident', {
  holds: (_, { data, known }) => known.incidents.includes(data.incidentId),
  facts: (_, { data }) => [data.incidentId],
})
