import { caseFileOf } from '@case-timeline/case-file'
import { participationEventsOf, handoversOn } from '@case-timeline/reactions'
import { PersonReactions } from '../../victim-support.reactions.ts'

/**
 * A case as victim support sees it: own facts and those that other sectors share. An event that a
 * reaction hands over makes the receiving agency a participant of the case.
 */
export const caseFileView = caseFileOf('victimSupport', participationEventsOf(handoversOn(PersonReactions)))
