import { commandType } from '../command-type.ts'
import { CourtApplicationMade } from './court-application-made.ts'

/** The services whose agencies bring persons and matters before a court. */
export const APPLICANT_SERVICES = ['investigation', 'prosecution'] as const
export type ApplicantService = (typeof APPLICANT_SERVICES)[number]

/** The command by which an agency of one service applies to a court. */
export const courtApplicationCommandsOf = (service: ApplicantService) => ({
  ApplyToCourt: commandType({
    name: 'ApplyToCourt',
    service,
    meaning: 'Brings a person or a matter before a court, which takes part in the case from then on and records what it decides.',
    data: CourtApplicationMade.data,
    example: CourtApplicationMade.example,
    addresses: CourtApplicationMade,
  }),
})
export type CourtApplicationCommands = ReturnType<typeof courtApplicationCommandsOf>

export const investigationApplications = courtApplicationCommandsOf('investigation')
export const prosecutionApplications = courtApplicationCommandsOf('prosecution')
