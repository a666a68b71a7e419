import { commandType } from '../command-type.ts'
import { IntakeRecorded } from './intake-recorded.ts'
import { IntakeResolved } from './intake-resolved.ts'

export const RecordIntake = commandType({
  name: 'RecordIntake',
  service: 'victimSupport',
  meaning: 'Records that a person turned to a hotline or another contact point.',
  data: IntakeRecorded.data,
  encrypts: IntakeRecorded,
  example: IntakeRecorded.example,
})

export const ResolveIntake = commandType({
  name: 'ResolveIntake',
  service: 'victimSupport',
  meaning: 'Records what became of an intake.',
  data: IntakeResolved.data,
  example: IntakeResolved.example,
})
