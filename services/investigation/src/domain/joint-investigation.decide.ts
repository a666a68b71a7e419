import type { Decided, Decider } from '@case-timeline/decider'
import {
  evolve,
  notAgreed,
  type EstablishJointInvestigation,
  type JointInvestigation,
  type JointInvestigationFact,
} from './joint-investigation.ts'
import {
  aJointInvestigationBelongsToAnOpenedCase,
  aJointInvestigationEndsAfterItStarts,
  aJointInvestigationHasTwoParties,
  aJointInvestigationIsAgreedOnce,
  oneOfThePartiesLeads,
} from './joint-investigation.rules.ts'

export const establishJointInvestigation = ({ data }: EstablishJointInvestigation): Decided<JointInvestigationFact> => ({
  under: [
    aJointInvestigationBelongsToAnOpenedCase,
    aJointInvestigationIsAgreedOnce,
    aJointInvestigationHasTwoParties,
    oneOfThePartiesLeads,
    aJointInvestigationEndsAfterItStarts,
  ],
  events: [{ type: 'investigation.JointInvestigationEstablished', data }],
})

export const jointInvestigation: Decider<JointInvestigation, EstablishJointInvestigation, JointInvestigationFact> = {
  initial: notAgreed,
  evolve,
  decide: establishJointInvestigation,
}
