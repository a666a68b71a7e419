import { isKeptInSupport } from '@case-timeline/casework'
import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import { supportOffered } from '../person/supported-person.reads.ts'
import { recordIntake, resolveIntake, whenNotRecorded, whenOpen } from './intake.decide.ts'
import { evolve, notRecorded } from './intake.ts'

/** The streams `victimSupport.intake-<intakeId>`: one call to a hotline, or one visit, and what became of it. */
export const intakeStream = aggregate({
  service: 'victimSupport',
  name: 'intake',
  events: [contract.IntakeRecorded, contract.IntakeResolved],
  initial: notRecorded,
  evolve,
  isKept: isKeptInSupport,
  streamId: (_, { intakeId }) => intakeId,
  commands: [
    takes(contract.RecordIntake, { reads: supportOffered, decide: whenNotRecorded(recordIntake) }),
    takes(contract.ResolveIntake, { reads: supportOffered, decide: whenOpen(resolveIntake) }),
  ],
})
