import type { Decided } from '@case-timeline/decider'
import type { EstablishJointInvestigation, JointInvestigation, JointInvestigationEvent } from './joint-investigation.ts'
import {
  jointInvestigationEndsAfterItStarts,
  jointInvestigationHasTwoParties,
  jointInvestigationIsAgreedOnce,
  onePartyLeads,
} from './joint-investigation.rules.ts'
import { caseIsOpenedFirst } from '../investigation/investigation.rules.ts'

export const establishJointInvestigation = (
  _: JointInvestigation,
  { data }: EstablishJointInvestigation,
): Decided<JointInvestigationEvent> => ({
  under: [
    caseIsOpenedFirst,
    jointInvestigationIsAgreedOnce,
    jointInvestigationHasTwoParties,
    onePartyLeads,
    jointInvestigationEndsAfterItStarts,
  ],
  events: [{ type: 'investigation.JointInvestigationEstablished', data }],
})
