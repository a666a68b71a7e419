import type { CommandOfAggregate } from '@case-timeline/commands'
import { caseRecordCommandsOf } from '@case-timeline/contracts'
import { commandFor } from '@case-timeline/decider/fixtures'
import { caseRecordStreams } from './case-record.stream.ts'
import type { KnownAssignments, KnownHandover, KnownOffice } from './case-record.ts'

export const commands = caseRecordCommandsOf('investigation')
/** The record of a case that the police keep. */
export const record = caseRecordStreams.investigation
export type CaseRecordCommand = CommandOfAggregate<typeof record>

export const caseId = '11111111-1111-4111-8111-111111111111'
export const known: KnownHandover & KnownAssignments = {
  caseId,
  caseExists: true,
  isHandedOver: false,
  roles: ['lead-investigator', 'investigator'],
  others: [],
}

/** A command with its example data, and some changes of them. */
export const exampleOf = <K extends keyof typeof commands>(
  name: K,
  changes: Partial<(typeof commands)[K]['example']> = {},
  reads: KnownHandover & KnownOffice & KnownAssignments = known,
) => ({ ...commandFor(commands[name], { ...commands[name].example, ...changes } as never, reads), name }) as CaseRecordCommand
