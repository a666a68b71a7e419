import type { Decided } from '@case-timeline/decider'
import type { RecordPlatformAnswer, RequestTakedown } from './investigation.commands.ts'
import type { Active, InvestigationEvent, Opened } from './investigation.ts'
import {
  answerHasItsTakedownRequest,
  contentIsPreservedBeforeTakedown,
  onlyRecordedTracesAreTakenDown,
  takedownIsAnsweredInTime,
  takedownIsRequestedOnce,
} from './takedown.rules.ts'

type Decision = Decided<InvestigationEvent>

export const requestTakedown = (_: Active, { data }: RequestTakedown): Decision => ({
  under: [takedownIsRequestedOnce, onlyRecordedTracesAreTakenDown, contentIsPreservedBeforeTakedown],
  events: [{ type: 'investigation.TakedownRequested', data }],
})

export const recordPlatformAnswer = (_: Opened, { data }: RecordPlatformAnswer): Decision => ({
  under: [answerHasItsTakedownRequest, takedownIsAnsweredInTime],
  events: [{ type: 'investigation.PlatformAnswered', data }],
})
