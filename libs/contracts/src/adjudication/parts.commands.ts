import { commandType } from '../command-type.ts'
import { AccusedSevered } from './accused-severed.ts'
import { CourtCaseNumbered } from './court-case-numbered.ts'
import { JoinderEnded } from './joinder-ended.ts'
import { PartsJoined } from './parts-joined.ts'

export const SeverAccused = commandType({
  name: 'SeverAccused',
  service: 'adjudication',
  meaning: 'Severs accused persons: the named charges against them are tried in a part of their own.',
  data: AccusedSevered.data,
  example: AccusedSevered.example,
  addresses: AccusedSevered,
})

const { chargeIds: _, ...joined } = PartsJoined.example

export const JoinParts = commandType({
  name: 'JoinParts',
  service: 'adjudication',
  meaning: 'Joins a part of the court case to another, or back to what it was severed from, with its charges.',
  data: PartsJoined.data.omit({ chargeIds: true }),
  example: joined,
})

export const NumberCourtCase = commandType({
  name: 'NumberCourtCase',
  service: 'adjudication',
  meaning: 'Enters the court case, or a part of it, on a docket under a number.',
  data: CourtCaseNumbered.data,
  example: CourtCaseNumbered.example,
})

export const EndJoinder = commandType({
  name: 'EndJoinder',
  service: 'adjudication',
  meaning: 'Ends the joint trial of this case and another: each is tried separately from now on.',
  data: JoinderEnded.data,
  example: JoinderEnded.example,
})
