import { actingAgencyOf, concernedIdOf, successorIn } from '@case-timeline/casework'
import { EventCorrected, EventRetracted, type EventType, type Fact, type FactOf } from '@case-timeline/contracts'
import type { Command } from '@case-timeline/decider'
import { historyOf, type StoredEvent, storedEvent } from '@case-timeline/event-store'
import { z } from 'zod'
import type { Aggregate } from './aggregate.ts'
import { NOT_YET_APPROVED, withApproverOfFact } from './corrected-approver.ts'
import type { CorrectionTarget } from './correction.rules.ts'
import { dependantsOf } from './dependants.ts'
import { mergedPersons, type MergedPersons, withRecordedRefs } from './persons.ts'
import type { StoredLinkedCases } from './reading.ts'
import { redecided } from './redecide.ts'
import { factsIn, isCorrection } from './state.ts'

export type Corrected = FactOf<typeof EventCorrected>['data']
type Retracted = FactOf<typeof EventRetracted>['data']
export type CorrectionData = Omit<Corrected, 'schemaVersion' | 'approver'>

/** The id of the event that a command corrects or retracts. */
export const concernedEventId = (data: unknown): string => {
  const { correctsId, retractsId } = data as Partial<Corrected & Retracted>
  return correctsId ?? retractsId ?? ''
}

const amendmentsOf = (history: readonly StoredEvent[], id: string): readonly StoredEvent[] =>
  history.filter((event) => isCorrection(event.type) && concernedIdOf(event) === id)

/** Whether the event is retracted by a retraction that was not itself retracted later. */
const isRetracted = (history: readonly StoredEvent[], id: string): boolean => {
  const retractedIds = new Set<string>()
  for (const event of history.toReversed())
    if (event.type === EventRetracted.type && !retractedIds.has(event.id)) retractedIds.add((event.data as Retracted).retractsId)
  return retractedIds.has(id)
}

// The paths are recorded as references, which allow only these characters.
export const invalidPathsOf = (type: EventType, data: unknown): string[] => {
  const parsed = z.safeParse(type.data, data)
  if (parsed.success) return []
  return parsed.error.issues.slice(0, 20).map(({ path }) =>
    ['data', ...path]
      .join('.')
      .replaceAll(/[^A-Za-z0-9_./:+~-]/g, '_')
      .slice(0, 128),
  )
}

/** A correction as it would be stored at the end of its fact's stream. */
const asStoredEvent = (fact: Fact, { stream, caseId, revision }: StoredEvent, now: string): StoredEvent =>
  storedEvent({
    position: '',
    stream,
    revision: String(revision),
    id: '',
    commandId: '',
    type: fact.type,
    caseId: caseId ?? null,
    visibility: '',
    envelope: JSON.stringify({ schemaVersion: 1, stream }),
    data: JSON.stringify(fact.data),
    salt: null,
    eventHash: '',
    chainHash: '',
    recordedAt: now,
  })

const NO_FINDINGS = { refused: undefined, recordable: true, alongside: [], dependants: [] }

/** The second person; while a correction waits, the one who will approve it. */
export const approverOf = ({ approver }: Pick<Command, 'approver'>) => approver ?? NOT_YET_APPROVED

/** The data of a fact in force. @param own the events of its stream */
export const currentDataOf = (aggregate: Aggregate, own: readonly StoredEvent[], { id, data }: StoredEvent): unknown =>
  factsIn(aggregate, own).find((fact) => fact.id === id)?.data ?? data

/** The facts on which the correction or retraction of a fact of a stream is judged. */
export const correctionTargetIn = (
  aggregate: Aggregate,
  stream: string,
  history: readonly StoredEvent[],
  command: Omit<Command, 'known'>,
  read: { readonly linked: StoredLinkedCases | undefined; readonly elsewhere: readonly StoredEvent[] | undefined },
  readAtRequest: readonly string[] | undefined,
): CorrectionTarget => {
  const corrects = command.name === 'CorrectEvent'
  const successorOf = successorIn(historyOf(history), aggregate.service)
  const persons = aggregate.judgesReferences ? undefined : mergedPersons(history)
  const streamEvents = history.filter((event) => event.stream === stream)
  const event = streamEvents.find(({ id }) => id === concernedEventId(command.data))
  const type = event && aggregate.events.find((eventType) => eventType.type === event.type)
  const correctedData =
    type && corrects
      ? withApproverOfFact(type, (command.data as Corrected).data, currentDataOf(aggregate, streamEvents, event), approverOf(command))
      : undefined
  const invalidPaths = type && corrects ? invalidPathsOf(type, correctedData) : []
  const retracted = event !== undefined && isRetracted(streamEvents, event.id)
  const idOf = (data: unknown) => aggregate.streamId(event?.caseId ?? '', data)
  const movesToOtherStream = correctedData !== undefined && invalidPaths.length === 0 && idOf(correctedData) !== idOf(event?.data)
  const canBeAmended = event && (type ?? !corrects) && invalidPaths.length === 0 && !movesToOtherStream && !retracted
  const amendment = canBeAmended && asStoredEvent(correctionFactOf({ ...command, known: { type, correctedData } }), event, command.now)
  const redecision = amendment ? redecided({ aggregate, command, ...read, ...withCanonicalRefs(persons, history, amendment) }) : NO_FINDINGS
  const { refused } = redecision
  // A broken rule of the fact is reported instead: it explains more than `correctedFactIsRecordable`.
  const recordable = refused !== undefined || redecision.recordable
  const dependantsByReference =
    event && type && invalidPaths.length === 0 && !retracted ? dependantsOf(history, event, type, correctedData) : []
  const dependants = refused ? [] : inRecordingOrder(history, [...dependantsByReference, ...redecision.dependants])
  // A fact that a retraction restores has its warnings already.
  const alongside = corrects
    ? redecision.alongside.map((fact) =>
        withRecordedRefs(fact, correctedData, persons ? persons.canonicalValue(correctedData) : correctedData),
      )
    : []
  const amendments = amendmentsOf(streamEvents, event?.id ?? '').map(({ id }) => id)
  const amendedSinceRequest = readAtRequest ? amendments.filter((id) => !readAtRequest.includes(id)) : []
  return {
    event,
    owner: event && successorOf(actingAgencyOf(event.envelope.actor)),
    type,
    correctedData,
    amendments,
    amendedSinceRequest,
    retracted,
    invalidPaths,
    movesToOtherStream,
    dependants,
    refused,
    recordable,
    alongside,
  }
}

/** The input on which a correction is judged: with canonical references of persons. */
const withCanonicalRefs = (persons: MergedPersons | undefined, history: readonly StoredEvent[], amendment: StoredEvent) =>
  persons ? { history: persons.history, amendment: persons.canonicalEvent(amendment) } : { history, amendment }

const inRecordingOrder = (history: readonly StoredEvent[], ids: readonly string[]): readonly string[] => {
  const wanted = new Set(ids)
  return history.map(({ id }) => id).filter((id) => wanted.has(id))
}

/** The fact that a correction or retraction records. */
export const correctionFactOf = (
  command: Pick<Command<string, unknown, Pick<CorrectionTarget, 'type' | 'correctedData'>>, 'name' | 'data' | 'known' | 'approver'>,
): FactOf<typeof EventCorrected> | FactOf<typeof EventRetracted> => {
  const { name, data, known } = command
  const approver = approverOf(command)
  return name === 'CorrectEvent'
    ? {
        type: EventCorrected.type,
        data: { ...(data as CorrectionData), data: known.correctedData, schemaVersion: known.type?.version ?? 1, approver },
      }
    : { type: EventRetracted.type, data: { ...(data as Omit<Retracted, 'approver'>), approver } }
}
