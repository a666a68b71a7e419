import { commandControllers } from '@case-timeline/http'
import { complaintStream } from './complaint.stream.ts'

const CASEWORKERS = ['case-worker', 'support-lead'] as const

export const complaintControllers = commandControllers(complaintStream, {
  'complaints and concerns': {
    LodgeComplaint: CASEWORKERS,
    ResolveComplaint: CASEWORKERS,
    RaiseTreatmentConcern: CASEWORKERS,
    AnswerTreatmentConcern: CASEWORKERS,
  },
})
