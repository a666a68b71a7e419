import { commandControllers } from '@case-timeline/http'
import { mechanismStream } from './mechanism.stream.ts'

export const mechanismControllers = commandControllers(mechanismStream, {
  cooperation: {
    EstablishCooperationMechanism: ['lead-investigator'],
    EndCooperationMechanism: ['lead-investigator'],
  },
})
