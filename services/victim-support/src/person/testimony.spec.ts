import { readingFor } from '@case-timeline/commands'
import {
  AgreeRepatriation,
  HearingHeld,
  HearingScheduled,
  TestimonyConsentRecorded,
  TestimonyGiven,
  TestimonyRefused,
} from '@case-timeline/contracts'
import { commandFor } from '@case-timeline/decider/fixtures'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import type { KnownForReturn } from './person.commands.ts'
import { personStream } from './person.stream.ts'

const caseId = '99999999-9999-4999-8999-999999999999'
const [victim, other] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222']
const laterHearing = '33333333-3333-4333-8333-333333333333'
const court = `adjudication.courtCase-${caseId}`

const agreed = {
  type: TestimonyConsentRecorded.type,
  stream: `prosecution.case-${caseId}`,
  data: { ...TestimonyConsentRecorded.example, personRef: victim },
}
const testified = (hearingId?: string) => ({
  type: TestimonyGiven.type,
  stream: court,
  data: { ...TestimonyGiven.example, personRef: victim, ...(hearingId && { hearingId }) },
})
const scheduled = (toBeHeard?: string[]) => ({
  type: HearingScheduled.type,
  stream: court,
  data: { ...HearingScheduled.example, hearingId: laterHearing, ...(toBeHeard && { toBeHeard }) },
})
const held = { type: HearingHeld.type, stream: court, data: { ...HearingHeld.example, hearingId: laterHearing } }

const isPendingAfter = (...later: Parameters<typeof storedCase>[1][]) => {
  const command = commandFor(AgreeRepatriation, { ...AgreeRepatriation.example, personRef: victim }, {})
  return (readingFor(personStream, storedCase(caseId, agreed, testified(), ...later), command).known as KnownForReturn).testimonyPending
}

describe('the testimony of a victim who testified in one trial', () => {
  it('is pending again while a hearing in another trial is to hear the victim', () => {
    expect(isPendingAfter()).toBe(false)
    expect(isPendingAfter(scheduled([victim]))).toBe(true)
  })

  it('is not pending for a hearing that is to hear others, or that does not say whom', () => {
    expect(isPendingAfter(scheduled([other]))).toBe(false)
    expect(isPendingAfter(scheduled())).toBe(false)
  })

  it('is not pending after that hearing was held, or the victim testified at it', () => {
    expect(isPendingAfter(scheduled([victim]), held)).toBe(false)
    expect(isPendingAfter(scheduled([victim]), testified(laterHearing))).toBe(false)
  })
})

describe('the basis of a return, which other sectors see', () => {
  const refusedTo = (sector: string) => ({
    type: TestimonyRefused.type,
    stream: `${sector}.person-${caseId}`,
    data: { ...TestimonyRefused.example, personRef: victim },
  })
  const readingAfter = (...facts: Parameters<typeof storedCase>[1][]) => {
    const history = storedCase(caseId, ...facts)
    const command = commandFor(AgreeRepatriation, { ...AgreeRepatriation.example, personRef: victim }, {})
    const { known, read } = readingFor(personStream, history, command)
    return {
      pending: (known as KnownForReturn).testimonyPending,
      refusalsRead: read.map(({ stream }) => stream).filter((stream) => stream.includes('.person-')),
    }
  }

  it('names no refusal to testify that was stated to support, which counts all the same', () => {
    expect(readingAfter(agreed)).toEqual({ pending: true, refusalsRead: [] })
    expect(readingAfter(agreed, refusedTo('victimSupport'))).toEqual({ pending: false, refusalsRead: [] })
    const elsewhere = refusedTo('prosecution')
    expect(readingAfter(agreed, refusedTo('victimSupport'), elsewhere)).toEqual({ pending: false, refusalsRead: [elsewhere.stream] })
  })
})
