import { commandControllers } from '@case-timeline/http'
import { jointInvestigationStream } from './joint-investigation.stream.ts'

export const jointInvestigationControllers = commandControllers(jointInvestigationStream, {
  cooperation: {
    EstablishJointInvestigation: ['lead-investigator'],
  },
})
