import { EstablishJointInvestigation, JointInvestigationEstablished } from '@case-timeline/contracts'
import type { Aggregate } from '@case-timeline/event-store'
import type {
  EstablishJointInvestigation as Establishing,
  JointInvestigation,
  JointInvestigationFact,
} from './domain/joint-investigation.ts'
import { jointInvestigation } from './domain/joint-investigation.decide.ts'
import { openedIn } from './opened.ts'

/** The streams `investigation.jointInvestigation-<jointInvestigationId>`: one agreement each. */
export const jointInvestigationStream: Aggregate<JointInvestigation, Establishing, JointInvestigationFact> = {
  service: 'investigation',
  name: 'jointInvestigation',
  events: [JointInvestigationEstablished],
  commands: [EstablishJointInvestigation],
  decider: jointInvestigation,
  streamId: (_, { jointInvestigationId }) => jointInvestigationId,
  known: (history) => {
    const { opened, read } = openedIn(history)
    return { known: { opened }, read }
  },
}
