import { isBefore, namedThingIsOnRecord, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type { RecordPlatformAnswer, RequestTakedown } from './investigation.commands.ts'
import type { Active, Opened } from './investigation.ts'

export const takedownIsRequestedOnce: Rule<Active, RequestTakedown> = thingIsRecordedOnce('requestToRemoveContent', {
  holds: ({ takedowns }, { data: { requestId } }) => takedowns[requestId] === undefined,
  facts: (_, { data: { requestId } }) => [requestId],
})

export const onlyRecordedTracesAreTakenDown: Rule<Active, RequestTakedown> = {
  id: 'investigation.only-recorded-traces-are-taken-down',
  sentence: 'the removal of content is requested only for traces that are recorded in the case',
  source: 'practice: a platform removes specified content',
  level: 'block',
  holds: ({ traces }, { data: { traceIds } }) => traceIds.every((id) => traces.includes(id)),
  facts: ({ traces }, { data: { traceIds } }) => traceIds.filter((id) => !traces.includes(id)),
}

export const contentIsPreservedBeforeTakedown: Rule<Active, RequestTakedown> = {
  id: 'investigation.content-is-preserved-before-takedown',
  sentence: 'the removal of content is requested only after its preservation was: what is removed is lost as evidence',
  source: 'Budapest Convention 16: specified data; practice: preserve before removing',
  level: 'warn',
  levelReason: 'content that harms a person now may have to go first, even where evidence is lost',
  holds: ({ preserved }, { data: { traceIds } }) => traceIds.every((id) => preserved.includes(id)),
  facts: ({ preserved }, { data: { traceIds } }) => traceIds.filter((id) => !preserved.includes(id)),
}

export const answerHasItsTakedownRequest: Rule<Opened, RecordPlatformAnswer> = namedThingIsOnRecord('requestToRemoveContent', {
  holds: ({ takedowns }, { data: { requestId } }) => takedowns[requestId] !== undefined,
  facts: (_, { data: { requestId } }) => [requestId],
})

export const takedownIsAnsweredInTime: Rule<Opened, RecordPlatformAnswer> = {
  id: 'investigation.takedown-is-answered-in-time',
  sentence: 'a platform answers a request to remove content by the time that the request states',
  source: 'practice: the time is part of the request',
  level: 'warn',
  holds: ({ takedowns }, { data: { requestId }, occurredAt, now }) => {
    const answerBy = takedowns[requestId]?.answerBy
    return answerBy === undefined || !isBefore(answerBy, occurredAt ?? now)
  },
}
