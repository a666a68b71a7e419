import { commandType } from '../command-type.ts'
import { PresumedVictimIdentified } from '../investigation/presumed-victim-identified.ts'
import { PoliceReportDecided } from './police-report-decided.ts'
import { PoliceReportMade } from './police-report-made.ts'

/** In a group, because police have a command of the same name. */
export const supportIdentification = {
  IdentifyPresumedVictim: commandType({
    name: 'IdentifyPresumedVictim',
    service: 'victimSupport',
    bulk: true,
    meaning: 'Identifies a supported person as a presumed victim, by the mandate of the agency.',
    data: PresumedVictimIdentified.data,
    example: { ...PresumedVictimIdentified.example, decisionMakingOrg: 'NGO', mandate: 'ngo' },
  }),
}

export const DecideOnPoliceReport = commandType({
  name: 'DecideOnPoliceReport',
  service: 'victimSupport',
  meaning: 'Records whether a person wishes police to be informed, and what.',
  data: PoliceReportDecided.data,
  example: PoliceReportDecided.example,
})

export const MakePoliceReport = commandType({
  name: 'MakePoliceReport',
  service: 'victimSupport',
  meaning: 'Reports to police what a person agreed to.',
  data: PoliceReportMade.data,
  example: PoliceReportMade.example,
  addresses: PoliceReportMade,
})
