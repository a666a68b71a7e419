import type { ApplicantService } from '@case-timeline/contracts'
import { commandControllers } from '@case-timeline/http'
import { courtApplicationStreams } from './court-application.stream.ts'

const APPLICANTS = ['lead-investigator', 'investigator', 'supervising-prosecutor', 'prosecutor'] as const

/** The command by which an agency of a service applies to a court. */
export const courtApplicationControllersOf = (service: ApplicantService) =>
  commandControllers(courtApplicationStreams[service], { 'court applications': { ApplyToCourt: APPLICANTS } })
