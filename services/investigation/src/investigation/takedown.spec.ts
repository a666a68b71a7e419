import {
  OnlineTraceRecorded,
  PlatformAnswered,
  PreservationRequested,
  RecordPlatformAnswer,
  RequestTakedown,
  TakedownRequested,
} from '@case-timeline/contracts'
import { commandFor, ruleIdsMatchConstants, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { aCase } from './investigation.fixtures.ts'
import { investigationStream } from './investigation.stream.ts'
import type { InvestigationEvent } from './investigation.ts'
import * as rules from './takedown.rules.ts'

const given = specificationOf(investigationStream)
const opened = aCase().opened()
const traced: InvestigationEvent = { type: OnlineTraceRecorded.type, data: OnlineTraceRecorded.example }
const preserved: InvestigationEvent = { type: PreservationRequested.type, data: PreservationRequested.example }
const requested: InvestigationEvent = { type: TakedownRequested.type, data: TakedownRequested.example }
const request = (changes: Partial<(typeof RequestTakedown)['example']> = {}) =>
  commandFor(RequestTakedown, { ...RequestTakedown.example, ...changes }, {})
const answered = (occurredAt = '2026-11-20') => commandFor(RecordPlatformAnswer, RecordPlatformAnswer.example, {}, { occurredAt })

describe('the removal of content', () => {
  it('is requested and answered', () => {
    given([...opened, traced, preserved])
      .when(request())
      .then(TakedownRequested)
    given([...opened, traced, preserved, requested])
      .when(answered())
      .then(PlatformAnswered)
  })

  it(rules.takedownIsRequestedOnce.sentence, () =>
    given([...opened, traced, preserved, requested])
      .when(request())
      .thenRefusedBy(rules.takedownIsRequestedOnce),
  )

  it(rules.onlyRecordedTracesAreTakenDown.sentence, () =>
    given([...opened, preserved])
      .when(request())
      .thenRefusedBy(rules.onlyRecordedTracesAreTakenDown),
  )

  it(rules.contentIsPreservedBeforeTakedown.sentence, () =>
    given([...opened, traced])
      .when(request())
      .then(TakedownRequested, warning(rules.contentIsPreservedBeforeTakedown)),
  )

  it(rules.answerHasItsTakedownRequest.sentence, () => given(opened).when(answered()).thenRefusedBy(rules.answerHasItsTakedownRequest))

  it(rules.takedownIsAnsweredInTime.sentence, () => {
    const until = (answerBy: string | undefined): InvestigationEvent => ({
      type: TakedownRequested.type,
      data: { ...TakedownRequested.example, answerBy },
    })
    given([...opened, traced, preserved, until('2026-11-19T00:00:00Z')])
      .when(answered())
      .then(PlatformAnswered, warning(rules.takedownIsAnsweredInTime))
    given([...opened, traced, preserved, until(undefined)])
      .when(answered())
      .then(PlatformAnswered)
  })

  it('has rules whose ids match the names of their constants', () => ruleIdsMatchConstants('investigation', rules))
})
