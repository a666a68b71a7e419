import type { Rule } from '@case-timeline/decider'
import { isBefore } from './days.ts'
import type { EstablishJointInvestigation, JointInvestigation } from './joint-investigation.ts'

const JOINT = 'UNTOC 19 [G]; ACTIP 18 [G]'

export const aJointInvestigationBelongsToAnOpenedCase: Rule<JointInvestigation, EstablishJointInvestigation> = {
  id: 'investigation.a-joint-investigation-belongs-to-an-opened-case',
  sentence: 'a joint investigation is agreed in a case that was opened',
  source: 'integrity of the record',
  level: 'block',
  holds: (_, { known }) => known.opened,
}

export const aJointInvestigationIsAgreedOnce: Rule<JointInvestigation, EstablishJointInvestigation> = {
  id: 'investigation.a-joint-investigation-is-agreed-once',
  sentence: 'a joint investigation is agreed once: another agreement has an id of its own',
  source: 'integrity of the record',
  level: 'block',
  holds: (it) => it.is === 'not agreed',
  facts: (_, { data: { jointInvestigationId } }) => [jointInvestigationId],
}

export const aJointInvestigationHasTwoParties: Rule<JointInvestigation, EstablishJointInvestigation> = {
  id: 'investigation.a-joint-investigation-has-two-parties',
  sentence: 'a joint investigation has at least two parties',
  source: JOINT,
  level: 'block',
  holds: (_, { data: { parties } }) => new Set(parties).size >= 2,
}

export const oneOfThePartiesLeads: Rule<JointInvestigation, EstablishJointInvestigation> = {
  id: 'investigation.one-of-the-parties-leads',
  sentence: 'one of the parties leads a joint investigation',
  source: JOINT,
  level: 'block',
  holds: (_, { data: { parties, leadParty } }) => parties.includes(leadParty),
  facts: (_, { data: { leadParty } }) => [leadParty],
}

export const aJointInvestigationEndsAfterItStarts: Rule<JointInvestigation, EstablishJointInvestigation> = {
  id: 'investigation.a-joint-investigation-ends-after-it-starts',
  sentence: 'a joint investigation does not end before it starts',
  source: JOINT,
  level: 'block',
  holds: (_, { data: { start, end } }) => !isBefore(end, start),
  facts: (_, { data: { start, end } }) => [start, end],
}
