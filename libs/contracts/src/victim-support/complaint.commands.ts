import { commandType } from '../command-type.ts'
import { ComplaintLodged } from './complaint-lodged.ts'
import { ComplaintResolved } from './complaint-resolved.ts'
import { VictimTreatmentConcernAnswered } from './victim-treatment-concern-answered.ts'
import { VictimTreatmentConcernRaised } from './victim-treatment-concern-raised.ts'

export const LodgeComplaint = commandType({
  name: 'LodgeComplaint',
  service: 'victimSupport',
  meaning: 'Records a person’s complaint about an agency.',
  data: ComplaintLodged.data,
  example: ComplaintLodged.example,
})

export const ResolveComplaint = commandType({
  name: 'ResolveComplaint',
  service: 'victimSupport',
  meaning: 'Records the outcome of a complaint.',
  data: ComplaintResolved.data,
  example: ComplaintResolved.example,
})

export const RaiseTreatmentConcern = commandType({
  name: 'RaiseTreatmentConcern',
  service: 'victimSupport',
  meaning: 'Records a concern about how a person was treated.',
  data: VictimTreatmentConcernRaised.data,
  example: VictimTreatmentConcernRaised.example,
})

export const AnswerTreatmentConcern = commandType({
  name: 'AnswerTreatmentConcern',
  service: 'victimSupport',
  meaning: 'Records the answer to a concern about how a person was treated.',
  data: VictimTreatmentConcernAnswered.data,
  example: VictimTreatmentConcernAnswered.example,
})
