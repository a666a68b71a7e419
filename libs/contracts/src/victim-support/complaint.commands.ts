import { commandType } from '../command-type.ts'
import { ComplaintLodged } from './complaint-lodged.ts'
import { ComplaintResolved } from './complaint-resolved.ts'
import { VictimTreatmentConcernAnswered } from './victim-treatment-concern-answered.ts'
import { VictimTreatmentConcernRaised } from './victim-treatment-concern-raised.ts'

export const LodgeComplaint = commandType({
  name: 'LodgeComplaint',
  service: 'victimSupport',
  meaning: 'Records that she complained of an agency.',
  data: ComplaintLodged.data,
  example: ComplaintLodged.example,
})

export const ResolveComplaint = commandType({
  name: 'ResolveComplaint',
  service: 'victimSupport',
  meaning: 'Records what became of her complaint.',
  data: ComplaintResolved.data,
  example: ComplaintResolved.example,
})

export const RaiseTreatmentConcern = commandType({
  name: 'RaiseTreatmentConcern',
  service: 'victimSupport',
  meaning: 'Records that somebody saw her treated badly.',
  data: VictimTreatmentConcernRaised.data,
  example: VictimTreatmentConcernRaised.example,
})

export const AnswerTreatmentConcern = commandType({
  name: 'AnswerTreatmentConcern',
  service: 'victimSupport',
  meaning: 'Records the answer to such a concern.',
  data: VictimTreatmentConcernAnswered.data,
  example: VictimTreatmentConcernAnswered.example,
})

/** Complaints of hers, and concerns of others about how she is treated. */
export const complaintCommands = [LodgeComplaint, ResolveComplaint, RaiseTreatmentConcern, AnswerTreatmentConcern] as const
