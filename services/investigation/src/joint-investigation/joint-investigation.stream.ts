import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import { opening } from '../investigation/case-opened.reads.ts'
import { establishJointInvestigation } from './joint-investigation.decide.ts'
import { evolve, notAgreed } from './joint-investigation.ts'

/** The streams `investigation.jointInvestigation-<jointInvestigationId>`: one stream for each agreement. */
export const jointInvestigationStream = aggregate({
  service: 'investigation',
  name: 'jointInvestigation',
  events: [contract.JointInvestigationEstablished],
  initial: notAgreed,
  evolve,
  streamId: (_, { jointInvestigationId }) => jointInvestigationId,
  commands: [takes(contract.EstablishJointInvestigation, { reads: opening, decide: establishJointInvestigation })],
})
