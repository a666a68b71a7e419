import { commandType } from '../command-type.ts'
import type { JusticeService } from '../custody/detention.ts'
import { ForcedCriminalityChecked } from './forced-criminality-checked.ts'

/** The command of one justice service by which it records a check. */
export const forcedCriminalityCommandsOf = (service: JusticeService) => ({
  RecordForcedCriminalityCheck: commandType({
    name: 'RecordForcedCriminalityCheck',
    service,
    meaning: 'Records that a person was checked, or not checked, for indicators of having been forced to commit an offence.',
    data: ForcedCriminalityChecked.data,
    example: ForcedCriminalityChecked.example,
  }),
})
export type ForcedCriminalityCommands = ReturnType<typeof forcedCriminalityCommandsOf>

export const investigationChecks = forcedCriminalityCommandsOf('investigation')
export const prosecutionChecks = forcedCriminalityCommandsOf('prosecution')
export const adjudicationChecks = forcedCriminalityCommandsOf('adjudication')
