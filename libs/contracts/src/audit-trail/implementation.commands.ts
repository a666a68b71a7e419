import { commandType } from '../command-type.ts'
import { OutcomeMeasureSet } from './outcome-measure-set.ts'
import { OutcomeMeasured } from './outcome-measured.ts'
import { ProcedureChanged } from './procedure-changed.ts'
import { TrainingHeld } from './training-held.ts'

const initiatives = { service: 'auditTrail', collection: 'initiatives' } as const

export const RecordTraining = commandType({
  ...initiatives,
  name: 'RecordTraining',
  meaning: 'Records that staff were trained to answer a challenge.',
  data: TrainingHeld.data,
  example: TrainingHeld.example,
})

export const RecordProcedure = commandType({
  ...initiatives,
  name: 'RecordProcedure',
  meaning: 'Records that a procedure was introduced, changed or withdrawn to answer a challenge.',
  data: ProcedureChanged.data,
  example: ProcedureChanged.example,
})

export const SetOutcomeMeasure = commandType({
  ...initiatives,
  name: 'SetOutcomeMeasure',
  meaning: 'States by what an agency measures whether the answer to a challenge works.',
  data: OutcomeMeasureSet.data,
  example: OutcomeMeasureSet.example,
})

export const RecordOutcome = commandType({
  ...initiatives,
  name: 'RecordOutcome',
  meaning: 'Records the value of an outcome measure at a time.',
  data: OutcomeMeasured.data,
  example: OutcomeMeasured.example,
})
