import type { Rule } from '@case-timeline/decider'
import type { Complaint, Open, ToAnswerConcern, ToLodge, ToRaise, ToResolve } from './complaint.ts'
import { integrity } from './sources.ts'

export const complaintConcernsASupportedPerson: Rule<Complaint, ToLodge | ToRaise> = {
  id: 'victimSupport.complaint-concerns-a-supported-person',
  sentence: 'a complaint or a concern is about a person whom support was offered',
  source: integrity,
  level: 'block',
  integrity: true,
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
  sentence: 'a complaint or a concern is answered once it was raised, and only once',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'open',
}

export const answerFitsWhatWasRaised: Rule<Open, ToResolve | ToAnswerConcern> = {
  id: 'victimSupport.answer-fits-what-was-raised',
  sentence: 'her complaint is resolved and a concern is answered, each for the person whom it is about',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ kind, personRef }, { name, data }) => (name === 'ResolveComplaint') === (kind === 'complaint') && data.personRef === personRef,
  facts: (_, { data }) => [data.personRef],
}
