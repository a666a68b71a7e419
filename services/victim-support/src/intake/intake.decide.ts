import type { Decided, Forbidden } from '@case-timeline/decider'
import type { RecordIntake, ResolveIntake } from './intake.commands.ts'
import {
  closedIntakeStatesReason,
  intakeBecomesCaseWhereSupportIsOffered,
  intakeIsRecordedOnce,
  referredIntakeNamesOrganisation,
  resolvedIntakeConcernsSamePerson,
  resolvedIntakeIsOpen,
} from './intake.rules.ts'
import type { Intake, IntakeEvent, NotRecorded, Open } from './intake.ts'

type Decision = Decided<IntakeEvent>
type Outcome = Decision | Forbidden

export const recordIntake = (_: NotRecorded, { data }: RecordIntake): Decision => ({
  under: [],
  events: [{ type: 'victimSupport.IntakeRecorded', data }],
})

export const resolveIntake = (_: Open, { data }: ResolveIntake): Decision => ({
  under: [
    resolvedIntakeConcernsSamePerson,
    intakeBecomesCaseWhereSupportIsOffered,
    referredIntakeNamesOrganisation,
    closedIntakeStatesReason,
  ],
  events: [{ type: 'victimSupport.IntakeResolved', data }],
})

export const whenNotRecorded =
  <C>(decide: (intake: NotRecorded, command: C) => Decision) =>
  (intake: Intake, command: C): Outcome =>
    intake.stage === 'notRecorded' ? decide(intake, command) : { forbiddenBy: intakeIsRecordedOnce }

export const whenOpen =
  <C>(decide: (intake: Open, command: C) => Decision) =>
  (intake: Intake, command: C): Outcome =>
    intake.stage === 'open' ? decide(intake, command) : { forbiddenBy: resolvedIntakeIsOpen }
