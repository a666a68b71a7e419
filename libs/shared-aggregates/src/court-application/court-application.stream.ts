import { aggregate, takes } from '@case-timeline/commands'
import {
  CourtApplicationMade,
  investigationApplications,
  prosecutionApplications,
  type ApplicantService,
  type CourtApplicationCommands,
} from '@case-timeline/contracts'
import { applyToCourt } from './court-application.decide.ts'
import { caseOfApplication } from './court-application.reads.ts'
import { evolve, notMade } from './court-application.ts'

const COMMANDS: Readonly<Record<ApplicantService, CourtApplicationCommands>> = {
  investigation: investigationApplications,
  prosecution: prosecutionApplications,
}

const streamOf = (service: ApplicantService) =>
  aggregate({
    service,
    name: 'courtApplication',
    events: [CourtApplicationMade],
    initial: notMade,
    evolve,
    streamId: (_, { applicationId }) => applicationId,
    commands: [takes(COMMANDS[service].ApplyToCourt, { reads: caseOfApplication, decide: applyToCourt })],
  })

/** The streams `<service>.courtApplication-<applicationId>`: one for each application of one service to a court. */
export const courtApplicationStreams = {
  investigation: streamOf('investigation'),
  prosecution: streamOf('prosecution'),
} as const
