import { caseFileOf } from '@case-timeline/case-file'
import { participationEventsOf, handoversOn } from '@case-timeline/reactions'
import { InvestigationReactions } from '../../investigation.reactions.ts'

/**
 * A case as the police see it: own facts and those that other sectors share. An event that a
 * reaction hands over makes the receiving agency a participant of the case.
 */
export const caseFileView = caseFileOf('investigation', participationEventsOf(handoversOn(InvestigationReactions)))
