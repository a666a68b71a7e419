import type { Decided, Decider, Forbidden } from '@case-timeline/decider'
import {
  evolve,
  notRaised,
  type Complaint,
  type ComplaintCommand,
  type ComplaintEvent,
  type NotRaised,
  type Open,
  type ToAnswerConcern,
  type ToLodge,
  type ToRaise,
  type ToResolve,
} from './complaint.ts'
import {
  answeredComplaintIsOpen,
  answerFitsWhatWasRaised,
  complaintConcernsASupportedPerson,
  complaintIsRaisedOnce,
} from './complaint.rules.ts'

type Decision = Decided<ComplaintEvent>

export const lodgeComplaint = (_: NotRaised, { data }: ToLodge): Decision => ({
  under: [complaintConcernsASupportedPerson],
  events: [{ type: 'victimSupport.ComplaintLodged', data }],
})

export const raiseConcern = (_: NotRaised, { data }: ToRaise): Decision => ({
  under: [complaintConcernsASupportedPerson],
  events: [{ type: 'victimSupport.VictimTreatmentConcernRaised', data }],
})

export const resolveComplaint = (_: Open, { data }: ToResolve): Decision => ({
  under: [answerFitsWhatWasRaised],
  events: [{ type: 'victimSupport.ComplaintResolved', data }],
})

export const answerConcern = (_: Open, { data }: ToAnswerConcern): Decision => ({
  under: [answerFitsWhatWasRaised],
  events: [{ type: 'victimSupport.VictimTreatmentConcernAnswered', data }],
})

const decide = (command: ComplaintCommand, it: Complaint): Decision | Forbidden => {
  switch (command.name) {
    case 'LodgeComplaint':
      return it.stage === 'notRaised' ? lodgeComplaint(it, command) : { forbiddenBy: complaintIsRaisedOnce }
    case 'RaiseTreatmentConcern':
      return it.stage === 'notRaised' ? raiseConcern(it, command) : { forbiddenBy: complaintIsRaisedOnce }
    case 'ResolveComplaint':
      return it.stage === 'open' ? resolveComplaint(it, command) : { forbiddenBy: answeredComplaintIsOpen }
    case 'AnswerTreatmentConcern':
      return it.stage === 'open' ? answerConcern(it, command) : { forbiddenBy: answeredComplaintIsOpen }
  }
}

export const complaint: Decider<Complaint, ComplaintCommand, ComplaintEvent> = { initial: notRaised, evolve, decide }
