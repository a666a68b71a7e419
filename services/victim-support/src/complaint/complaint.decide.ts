import { recordBelongsToCase } from '@case-timeline/casework'
import type { Decided, Forbidden } from '@case-timeline/decider'
import type { AnswerTreatmentConcern, LodgeComplaint, RaiseTreatmentConcern, ResolveComplaint } from './complaint.commands.ts'
import {
  answeredComplaintIsOpen,
  answerMatchesComplaint,
  complaintConcernsSupportedPerson,
  complaintIsRaisedOnce,
} from './complaint.rules.ts'
import type { Complaint, ComplaintEvent, NotRaised, Open } from './complaint.ts'

type Decision = Decided<ComplaintEvent>
type Outcome = Decision | Forbidden

export const lodgeComplaint = (_: NotRaised, { data }: LodgeComplaint): Decision => ({
  under: [recordBelongsToCase, complaintConcernsSupportedPerson],
  events: [{ type: 'victimSupport.ComplaintLodged', data }],
})

export const raiseTreatmentConcern = (_: NotRaised, { data }: RaiseTreatmentConcern): Decision => ({
  under: [recordBelongsToCase, complaintConcernsSupportedPerson],
  events: [{ type: 'victimSupport.VictimTreatmentConcernRaised', data }],
})

export const resolveComplaint = (_: Open, { data }: ResolveComplaint): Decision => ({
  under: [answerMatchesComplaint],
  events: [{ type: 'victimSupport.ComplaintResolved', data }],
})

export const answerTreatmentConcern = (_: Open, { data }: AnswerTreatmentConcern): Decision => ({
  under: [answerMatchesComplaint],
  events: [{ type: 'victimSupport.VictimTreatmentConcernAnswered', data }],
})

export const whenNotRaised =
  <C>(decide: (complaint: NotRaised, command: C) => Decision) =>
  (complaint: Complaint, command: C): Outcome =>
    complaint.stage === 'notRaised' ? decide(complaint, command) : { forbiddenBy: complaintIsRaisedOnce }

export const whenOpen =
  <C>(decide: (complaint: Open, command: C) => Decision) =>
  (complaint: Complaint, command: C): Outcome =>
    complaint.stage === 'open' ? decide(complaint, command) : { forbiddenBy: answeredComplaintIsOpen }
