import { caseFileOf } from '@case-timeline/case-file'
import { participationEventsOf, handoversOn } from '@case-timeline/reactions'
import { AdjudicationReactions } from '../../adjudication.reactions.ts'

/**
 * A case as the court sees it: own facts and those that other sectors share. An event that a
 * reaction hands over makes the receiving agency a participant of the case.
 */
export const caseFileView = caseFileOf('adjudication', participationEventsOf(handoversOn(AdjudicationReactions)))
