import { aggregate, takes } from '@case-timeline/commands'
import {
  adjudicationChecks,
  ForcedCriminalityChecked,
  type ForcedCriminalityCommands,
  investigationChecks,
  type JusticeService,
  prosecutionChecks,
} from '@case-timeline/contracts'
import { evolve, unchecked } from './forced-criminality.ts'
import { forcedCriminalityDecisionsOf } from './forced-criminality.decide.ts'
import { checkedCase } from './forced-criminality.reads.ts'

const COMMANDS: Readonly<Record<JusticeService, ForcedCriminalityCommands>> = {
  investigation: investigationChecks,
  prosecution: prosecutionChecks,
  adjudication: adjudicationChecks,
}

const streamOf = (service: JusticeService) => {
  const { RecordForcedCriminalityCheck } = COMMANDS[service]
  const { recordForcedCriminalityCheck } = forcedCriminalityDecisionsOf(service)
  return aggregate({
    service,
    name: 'check',
    events: [ForcedCriminalityChecked],
    initial: unchecked,
    evolve,
    streamId: (caseId, { personRef }) => `${caseId}~${personRef}`,
    commands: [takes(RecordForcedCriminalityCheck, { reads: checkedCase, decide: recordForcedCriminalityCheck })],
  })
}

/** The streams `<service>.check-<caseId>~<personRef>`: the checks of one person for forced criminality by one service. */
export const forcedCriminalityStreams = {
  investigation: streamOf('investigation'),
  prosecution: streamOf('prosecution'),
  adjudication: streamOf('adjudication'),
} as const
