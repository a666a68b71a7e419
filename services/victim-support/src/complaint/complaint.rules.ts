import { endedThingIsOpen, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type { AnswerTreatmentConcern, LodgeComplaint, RaiseTreatmentConcern, ResolveComplaint } from './complaint.commands.ts'
import type { Complaint, NotRaised, Open } from './complaint.ts'
import { integrity, quality } from '../person/sources.ts'

export const complaintConcernsSupportedPerson: Rule<NotRaised, LodgeComplaint | RaiseTreatmentConcern> = {
  id: 'victimSupport.complaint-concerns-supported-person',
  sentence: 'a complaint or a concern is about a person to whom support was offered',
  source: quality,
  level: 'warn',
  holds: (_, { data, known }) => known.supported.includes(data.personRef),
  facts: (_, { data }) => [data.personRef],
}

const idOf = (_: unknown, { data }: { readonly data: { readonly complaintId: string } | { readonly concernId: string } }): string[] => [
  'complaintId' in data ? data.complaintId : data.concernId,
]

export const complaintIsRaisedOnce: Rule<Complaint, LodgeComplaint | RaiseTreatmentConcern> = thingIsRecordedOnce('complaintOrConcern', {
  holds: ({ stage }) => stage === 'notRaised',
  facts: idOf,
})

export const answeredComplaintIsOpen: Rule<Complaint, ResolveComplaint | AnswerTreatmentConcern> = endedThingIsOpen('complaintOrConcern', {
  holds: ({ stage }) => stage === 'open',
  facts: idOf,
})

export const answerMatchesComplaint: Rule<Open, ResolveComplaint | AnswerTreatmentConcern> = {
  id: 'victimSupport.answer-matches-complaint',
  sentence: 'only a complaint is resolved and only a concern is answered, each for the person whom it concerns',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ kind, personRef }, { name, data }) => (name === 'ResolveComplaint') === (kind === 'complaint') && data.personRef === personRef,
  facts: (_, { data }) => [data.personRef],
}
