import { isBefore, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type { EstablishJointInvestigation, JointInvestigation } from './joint-investigation.ts'

const JOINT = 'UNTOC 19: joint investigations; ACTIP 20: law enforcement cooperation'

export const jointInvestigationIsAgreedOnce: Rule<JointInvestigation, EstablishJointInvestigation> = thingIsRecordedOnce(
  'jointInvestigation',
  {
    holds: ({ stage }) => stage === 'notAgreed',
    facts: (_, { data: { jointInvestigationId } }) => [jointInvestigationId],
  },
)

export const jointInvestigationHasTwoParties: Rule<JointInvestigation, EstablishJointInvestigation> = {
  id: 'investigation.joint-investigation-has-two-parties',
  sentence: 'a joint investigation has at least two parties',
  source: JOINT,
  level: 'block',
  holds: (_, { data: { parties } }) => new Set(parties).size >= 2,
}

export const onePartyLeads: Rule<JointInvestigation, EstablishJointInvestigation> = {
  id: 'investigation.one-party-leads',
  sentence: 'one of the parties leads a joint investigation',
  source: JOINT,
  level: 'block',
  holds: (_, { data: { parties, leadParty } }) => parties.includes(leadParty),
  facts: (_, { data: { leadParty } }) => [leadParty],
}

export const jointInvestigationEndsAfterItStarts: Rule<JointInvestigation, EstablishJointInvestigation> = {
  id: 'investigation.joint-investigation-ends-after-it-starts',
  sentence: 'a joint investigation does not end before it starts',
  source: JOINT,
  level: 'block',
  holds: (_, { data: { start, end } }) => !isBefore(end, start),
  facts: (_, { data: { start, end } }) => [start, end],
}
