import type { EventType, Fact } from '@case-timeline/contracts'
import { isAfter, type Command, type Rule } from '@case-timeline/decider'
import type { StoredEvent } from './event-store.ts'

/** What a correction is judged by. */
export interface Target {
  /** The fact that is to be corrected or retracted, where this service recorded it in this case. */
  readonly event: StoredEvent | undefined
  /** Its type, when a correction may replace its data. */
  readonly type: EventType | undefined
  readonly retracted: boolean
  /** Where corrected data does not fit the type, as paths into it. */
  readonly misfits: readonly string[]
  /** Ids of later facts that rest on what would no longer stand. */
  readonly dependants: readonly string[]
  /** Whether corrected data would belong into another stream: to another person or thing. */
  readonly moved: boolean
  /** The fact's own rule that keeps it from being what it would be. */
  readonly refused: { readonly rule: Rule; readonly facts: readonly string[] } | undefined
  /** Whether the command that recorded the fact would have recorded it as corrected. */
  readonly recordable: boolean
  /** What stands beside the fact as corrected: what follows from it, what is set aside for it, what warns of it. */
  readonly besides: readonly Fact[]
}

interface Correcting {
  readonly approver: { readonly userId: string }
  readonly occurredAt?: string
  readonly occurredZone?: string
}

type CorrectionRule = Rule<unknown, Command<string, Correcting, Target>>

const SOURCE = 'integrity of the record'

export const theConcernedFactIsRecordedHere: CorrectionRule = {
  id: 'case.the-concerned-fact-is-recorded-here',
  sentence: 'only a fact that this service recorded in this case can be corrected or retracted',
  source: SOURCE,
  level: 'block',
  integrity: true,
  holds: (_, { known: { event } }) => event !== undefined,
}

export const onlyItsOwnAgencyCorrects: CorrectionRule = {
  id: 'case.only-its-own-agency-corrects',
  sentence: 'a fact is corrected or retracted by the agency that recorded it',
  source: SOURCE,
  level: 'block',
  integrity: true,
  holds: (_, { actor, known: { event } }) => event === undefined || event.envelope.actor.agencyId === actor.agencyId,
  facts: (_, { known: { event } }) => (event ? [event.id] : []),
}

export const aRetractedFactIsLeftAlone: CorrectionRule = {
  id: 'case.a-retracted-fact-is-left-alone',
  sentence: 'a fact that was retracted is neither corrected nor retracted again',
  source: SOURCE,
  level: 'block',
  integrity: true,
  holds: (_, { known: { retracted } }) => !retracted,
  facts: (_, { known: { event } }) => (event ? [event.id] : []),
}

export const onlyTheOriginalIsCorrected: CorrectionRule = {
  id: 'case.only-the-original-is-corrected',
  sentence: 'a correction names the original fact, never a correction, a warning, an override or a refusal',
  source: SOURCE,
  level: 'block',
  integrity: true,
  holds: (_, { known: { type } }) => type !== undefined,
  facts: (_, { known: { event } }) => (event ? [event.id] : []),
}

export const correctedDataFitsItsType: CorrectionRule = {
  id: 'case.corrected-data-fits-its-type',
  sentence: 'what replaces a fact has the shape of that fact',
  source: SOURCE,
  level: 'block',
  integrity: true,
  holds: (_, { known: { misfits } }) => misfits.length === 0,
  facts: (_, { known: { misfits } }) => misfits,
}

export const aCorrectionStaysInItsStream: CorrectionRule = {
  id: 'case.a-correction-stays-in-its-stream',
  sentence: 'a fact that belongs to another person or thing is retracted, and recorded where it belongs',
  source: SOURCE,
  level: 'block',
  holds: (_, { known: { moved } }) => !moved,
  facts: (_, { known: { event } }) => (event ? [event.id] : []),
}

export const aCorrectedTimeIsNotInTheFuture: CorrectionRule = {
  id: 'case.a-corrected-time-is-not-in-the-future',
  sentence: 'a correction does not move a fact into the future',
  source: SOURCE,
  level: 'block',
  holds: (_, { data: { occurredAt, occurredZone }, now }) => occurredAt === undefined || !isAfter(occurredAt, occurredZone, now),
  facts: (_, { data: { occurredAt } }) => (occurredAt === undefined ? [] : [occurredAt]),
}

export const whatIsCorrectedCouldBeRecorded: CorrectionRule = {
  id: 'case.what-is-corrected-could-be-recorded',
  sentence: 'a fact is corrected to what would have been recorded, had the right been said at once',
  source: SOURCE,
  level: 'block',
  integrity: true,
  holds: (_, { known: { recordable } }) => recordable,
  facts: (_, { known: { event } }) => (event ? [event.id] : []),
}

export const aSecondPersonApproves: CorrectionRule = {
  id: 'case.a-second-person-approves',
  sentence: 'who asks for a correction does not approve it',
  source: SOURCE,
  level: 'block',
  integrity: true,
  holds: (_, { actor, data }) => data.approver.userId !== actor.userId,
}

export const nothingRestsOnWhatIsTakenBack: CorrectionRule = {
  id: 'case.nothing-rests-on-what-is-taken-back',
  sentence: 'a fact on which later facts rest is taken back only after them',
  source: SOURCE,
  level: 'block',
  integrity: true,
  holds: (_, { known: { dependants } }) => dependants.length === 0,
  facts: (_, { known: { dependants } }) => dependants,
}
