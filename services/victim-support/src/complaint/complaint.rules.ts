import type { Rule } from '@case-timeline/decider'
import type { AnswerTreatmentConcern, LodgeComplaint, RaiseTreatmentConcern, ResolveComplaint } from './complaint.commands.ts'
import type { Complaint, NotRaised, Open } from './complaint.ts'
import { integrity, quality } from '../person/sources.ts'

export const complaintBelongsToCase: Rule<NotRaised, LodgeComplaint | RaiseTreatmentConcern> = {
  id: 'victimSupport.complaint-belongs-to-case',
  sentence: 'a complaint or a concern is recorded only in a case in which at least one event is recorded',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: (_, { known }) => known.caseExists,
}

export const complaintConcernsSupportedPerson: Rule<NotRaised, LodgeComplaint | RaiseTreatmentConcern> = {
  id: 'victimSupport.complaint-concerns-supported-person',
  sentence: 'a complaint or a concern is about a person to whom support was offered',
  source: quality,
  level: 'warn',
  holds: (_, { data, known }) => known.supported.includes(data.personRef),
  facts: (_, { data }) => [data.personRef],
}

export const complaintIsRaisedOnce: Rule<Complaint> = {
  id: 'victimSupport.complaint-is-raised-once',
  sentence: 'a complaint or a concern is raised once, under an id of its own',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'notRaised',
}

export const answeredComplaintIsOpen: Rule<Complaint> = {
  id: 'victimSupport.answered-complaint-is-open',
  sentence: 'a complaint or a concern is answered only after it was raised, and only once',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'open',
}

export const answerMatchesComplaint: Rule<Open, ResolveComplaint | AnswerTreatmentConcern> = {
  id: 'victimSupport.answer-matches-complaint',
  sentence: 'only a complaint is resolved and only a concern is answered, each for the person whom it concerns',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ kind, personRef }, { name, data }) => (name === 'ResolveComplaint') === (kind === 'complaint') && data.personRef === personRef,
  facts: (_, { data }) => [data.personRef],
}
