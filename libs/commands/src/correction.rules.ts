import { actingAgencyOf, isSameUser } from '@case-timeline/casework'
import { type AgencyId, CaseWorkerAssigned, type EventType, type Fact, type FactOf } from '@case-timeline/contracts'
import { isAfter, type Command, type Rule } from '@case-timeline/decider'
import type { StoredEvent } from '@case-timeline/event-store'

/** The facts on which a correction is judged. */
export interface CorrectionTarget {
  /** The fact to be corrected or retracted, if this service recorded it in this case. */
  readonly event: StoredEvent | undefined
  /** The agency whose fact it is: the one that recorded it, or the successor of that office. */
  readonly owner: AgencyId | undefined
  /** Its type, if a correction may replace its data. */
  readonly type: EventType | undefined
  /** The corrected data, with the second person of the fact. */
  readonly correctedData?: unknown
  /** Ids of the corrections and retractions of the fact. */
  readonly amendments: readonly string[]
  readonly retracted: boolean
  /** The members of corrected data that do not fit the type, as paths. */
  readonly invalidPaths: readonly string[]
  /** Ids of the corrections and retractions of the fact that were recorded since the approval was requested. */
  readonly amendedSinceRequest: readonly string[]
  /** Ids of later facts that depend on what would be removed. */
  readonly dependants: readonly string[]
  /** Whether corrected data would belong to another stream: to another person or thing. */
  readonly movesToOtherStream: boolean
  /** The rule of the fact that forbids the corrected fact. */
  readonly refused: { readonly rule: Rule; readonly facts: readonly string[] } | undefined
  /** Whether the command that recorded the fact would have recorded it as corrected. */
  readonly recordable: boolean
  /** The facts recorded together with the corrected fact: its consequences, overrides and warnings. */
  readonly alongside: readonly Fact[]
}

interface CorrectionData {
  readonly occurredAt?: string
  readonly occurredZone?: string
}

type CorrectionRule = Rule<unknown, Command<string, CorrectionData, CorrectionTarget>>

const SOURCE = 'integrity of the record'

export const correctedFactIsRecordedHere: CorrectionRule = {
  id: 'case.corrected-fact-is-recorded-here',
  sentence: 'only a fact that this service recorded in this case can be corrected or retracted',
  source: SOURCE,
  level: 'block',
  integrity: true,
  holds: (_, { known: { event } }) => event !== undefined,
}

export const onlyRecordingAgencyCorrects: CorrectionRule = {
  id: 'case.only-recording-agency-corrects',
  sentence: 'only the agency that recorded a fact, or the successor of that office, can correct or retract the fact',
  source: SOURCE,
  level: 'block',
  integrity: true,
  holds: (_, { actor, known: { owner } }) => owner === undefined || owner === actingAgencyOf(actor),
  facts: (_, { known: { event } }) => (event ? [event.id] : []),
}

export const retractedFactIsNotCorrected: CorrectionRule = {
  id: 'case.retracted-fact-is-not-corrected',
  sentence: 'a retracted fact cannot be corrected, and cannot be retracted again',
  source: SOURCE,
  level: 'block',
  integrity: true,
  holds: (_, { known: { retracted } }) => !retracted,
  facts: (_, { known: { event } }) => (event ? [event.id] : []),
}

export const onlyOriginalFactIsCorrected: CorrectionRule = {
  id: 'case.only-original-fact-is-corrected',
  sentence: 'a correction names the original fact, never a correction, a warning, an override or a refusal',
  source: SOURCE,
  level: 'block',
  integrity: true,
  holds: (_, { known: { type } }) => type !== undefined,
  facts: (_, { known: { event } }) => (event ? [event.id] : []),
}

export const correctedDataFitsEventType: CorrectionRule = {
  id: 'case.corrected-data-fits-event-type',
  sentence: 'corrected data must match the schema of the type of the corrected fact',
  source: SOURCE,
  level: 'block',
  integrity: true,
  holds: (_, { known: { invalidPaths } }) => invalidPaths.length === 0,
  facts: (_, { known: { invalidPaths } }) => invalidPaths,
}

export const correctionStaysInStream: CorrectionRule = {
  id: 'case.correction-stays-in-stream',
  sentence: 'a correction cannot move a fact to another person or thing: retract the fact and record it again where it belongs',
  source: SOURCE,
  level: 'block',
  holds: (_, { known: { movesToOtherStream } }) => !movesToOtherStream,
  facts: (_, { known: { event } }) => (event ? [event.id] : []),
}

type Assignment = FactOf<typeof CaseWorkerAssigned>['data']

/** Whether an assignment that names an agency would admit another person, or the person in another role. */
const admitsAnother = (before: Assignment, after: Assignment): boolean =>
  (before.agencyId ?? after.agencyId) !== undefined &&
  !(before.agencyId === after.agencyId && before.role === after.role && isSameUser(before.userId, after.userId))

export const correctionAdmitsNoOtherPerson: CorrectionRule = {
  id: 'case.correction-admits-no-other-person',
  sentence:
    'a correction of the assignment of a person of another agency changes neither the person, the agency nor the role: end it, and assign again',
  source: 'need to know; UNCAC 7(4), 8(5): conflicts of interest',
  level: 'block',
  integrity: true,
  holds: (_, { known: { event, correctedData } }) =>
    event?.type !== CaseWorkerAssigned.type ||
    correctedData === undefined ||
    !admitsAnother(event.data as Assignment, correctedData as Assignment),
  facts: (_, { known: { event } }) => (event ? [event.id] : []),
}

export const correctedTimeIsNotInFuture: CorrectionRule = {
  id: 'case.corrected-time-is-not-in-future',
  sentence: 'a correction cannot move a fact into the future',
  source: SOURCE,
  level: 'block',
  holds: (_, { data: { occurredAt, occurredZone }, now }) => occurredAt === undefined || !isAfter(occurredAt, occurredZone, now),
  facts: (_, { data: { occurredAt } }) => (occurredAt === undefined ? [] : [occurredAt]),
}

export const correctedFactIsRecordable: CorrectionRule = {
  id: 'case.corrected-fact-is-recordable',
  sentence: 'a fact can be corrected only to data that its original command would have recorded',
  source: SOURCE,
  level: 'block',
  integrity: true,
  holds: (_, { known: { recordable } }) => recordable,
  facts: (_, { known: { event } }) => (event ? [event.id] : []),
}

export const secondPersonApprovesCorrection: CorrectionRule = {
  id: 'case.second-person-approves-correction',
  sentence: 'a correction is approved by a person other than the one who requests it',
  source: SOURCE,
  level: 'block',
  integrity: true,
  needsSecondPerson: true,
  holds: (_, { actor, approver }) => approver !== undefined && !isSameUser(approver.userId, actor.userId),
}

export const correctedFactIsAsAtRequest: CorrectionRule = {
  id: 'case.corrected-fact-is-as-at-request',
  sentence: 'an approved correction is recorded only if the fact has not been corrected or retracted since the approval was requested',
  source: SOURCE,
  level: 'block',
  integrity: true,
  holds: (_, { known: { amendedSinceRequest } }) => amendedSinceRequest.length === 0,
  facts: (_, { known: { amendedSinceRequest } }) => amendedSinceRequest,
}

export const noFactDependsOnRetractedFact: CorrectionRule = {
  id: 'case.no-fact-depends-on-retracted-fact',
  sentence: 'a correction or retraction cannot remove anything on which a later fact depends',
  source: SOURCE,
  level: 'block',
  integrity: true,
  holds: (_, { known: { dependants } }) => dependants.length === 0,
  facts: (_, { known: { dependants } }) => dependants,
}
