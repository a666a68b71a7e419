import { endedThingIsOpen, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import { integrity } from '../person/sources.ts'
import type { RecordIntake, ResolveIntake } from './intake.commands.ts'
import type { Intake, Open } from './intake.ts'

const outcome = 'practice: what became of each call to a hotline is recorded, so that none is lost'

export const intakeIsRecordedOnce: Rule<Intake, RecordIntake> = thingIsRecordedOnce('intake', {
  holds: ({ stage }) => stage === 'notRecorded',
  facts: (_, { data }) => [data.intakeId],
})

export const resolvedIntakeIsOpen: Rule<Intake, ResolveIntake> = endedThingIsOpen('intake', {
  holds: ({ stage }) => stage === 'open',
  facts: (_, { data }) => [data.intakeId],
})

export const resolvedIntakeConcernsSamePerson: Rule<Open, ResolveIntake> = {
  id: 'victimSupport.resolved-intake-concerns-same-person',
  sentence: 'an intake is resolved for the person whom it concerns',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ personRef }, { data }) => data.personRef === personRef,
  facts: (_, { data }) => [data.personRef],
}

export const intakeBecomesCaseWhereSupportIsOffered: Rule<Open, ResolveIntake> = {
  id: 'victimSupport.intake-becomes-case-where-support-is-offered',
  sentence: 'an intake counts as a support case only once support was offered to the person in the case',
  source: outcome,
  level: 'block',
  holds: (_, { data, known }) => data.outcome !== 'supportCase' || known.supported.includes(data.personRef),
  facts: (_, { data }) => [data.personRef],
}

export const referredIntakeNamesOrganisation: Rule<Open, ResolveIntake> = {
  id: 'victimSupport.referred-intake-names-organisation',
  sentence: 'an intake that is passed on names the organisation',
  source: outcome,
  level: 'block',
  holds: (_, { data }) => data.outcome !== 'referred' || data.toOrg !== undefined,
}

export const closedIntakeStatesReason: Rule<Open, ResolveIntake> = {
  id: 'victimSupport.closed-intake-states-reason',
  sentence: 'an intake that is closed without a support case and without a referral states the reason',
  source: outcome,
  level: 'block',
  holds: (_, { data }) => data.outcome !== 'closed' || data.reason !== undefined,
}
