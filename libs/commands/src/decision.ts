import { WarningRaised, type Basis, type Fact, type FactOf, type RecordedFact } from '@case-timeline/contracts'
import { ruleLevelsAsReported, ruleLevelsUnder, settle, type AwaitsApproval, type Command, type Refusal } from '@case-timeline/decider'
import type { Reading, RecordedEvent } from '@case-timeline/casework'
import { type Aggregate, recordsOnlyReports } from './aggregate.ts'
import { eventsToAppend } from './alongside.ts'
import { basisOf } from './basis.ts'
import { type IsKept, keepingIn, keptOf } from './kept.ts'
import { readingFor, readingIn } from './reading.ts'
import {
  type Append,
  ClockWasSet,
  type Guard,
  MAX_CLOCK_DIFFERENCE_SECONDS,
  type HashedEvent,
  type ReadCase,
  type StoredEvent,
  eventIdOf,
  occurredAtOf,
  hashEvents,
  type RecordingContext,
  type ConcernedEvent,
} from '@case-timeline/event-store'
import type { CommandContext, SubmittedCommand } from './submitted-command.ts'
import type { LoadedPolicy } from './loaded-policy.ts'
import { withRecordedRefs, guardsOfDecision, mergedPersons, type MergedPersons } from './persons.ts'
import { evolveAll, fold, isCorrection, type Folded } from './state.ts'

/** A command that waits for a second person, with what its decision read. */
export interface Unapproved extends AwaitsApproval {
  readonly basis: Basis | undefined
}

/** What a decision reads of the configuration of a process. */
export interface DecisionContext extends Pick<CommandContext, 'deployment' | 'policyOf' | 'now'> {
  readonly store: Pick<CommandContext['store'], 'readStream'>
  readonly memory: Pick<CommandContext['memory'], 'readCase' | 'linkedCases' | 'persons' | 'spanOf'>
}

/** A command with everything that stays the same for each attempt to decide it. */
export interface UndecidedCommand {
  readonly context: DecisionContext
  readonly aggregate: Aggregate
  readonly command: SubmittedCommand
  readonly stream: string
  /** 32 bytes. */
  readonly digest: Buffer
  /** RFC 3339 in UTC. */
  readonly now: string
  /** `EventStore.generation` in which everything is read for it: nothing is recorded in another one. */
  readonly generation: number
}

/** A command that is being handled. */
export interface CommandInProgress extends UndecidedCommand {
  readonly context: CommandContext
}

/** Events that are ready to be appended, and the resulting state. */
export interface ReadyToAppend {
  readonly outcome: 'ready'
  readonly events: readonly HashedEvent[]
  readonly guards: readonly Guard[] | undefined
  readonly warnings: readonly string[]
  /** Absent if the stream has to be folded again. */
  readonly next: Folded | undefined
}

/**
 * Under which conditions the result of a decision is recorded: in the log that was read, and by the clock by which it
 * was decided. A clock that was wrong during the decision and is corrected before the append would else record, for
 * ever, a refusal that no rule demands.
 */
export const conditionsOf = ({ context, now, generation }: CommandInProgress): Pick<Append, 'generation' | 'requireStillHolds'> => ({
  generation,
  requireStillHolds: () => {
    const seconds = Math.round((Date.parse(context.now()) - Date.parse(now)) / 1_000)
    if (Math.abs(seconds) > MAX_CLOCK_DIFFERENCE_SECONDS) throw new ClockWasSet(seconds)
  },
})

/**
 * A command with the facts read for it, and the state in which it is decided: both with canonical references of
 * persons.
 */
interface PreparedCommand {
  readonly command: Command
  readonly reading: Reading<unknown>
  readonly state: unknown
  /** Whether a fact stays within the service; absent if the aggregate keeps none, or the case was not read. */
  readonly isKept?: IsKept | undefined
}

const policyOf = ({ context, command }: UndecidedCommand): LoadedPolicy | undefined => context.policyOf?.(command.jurisdiction)

export const recordingContextOf = ({ context, aggregate, command, stream, digest, now }: UndecidedCommand): RecordingContext => ({
  service: aggregate.service,
  deployment: context.deployment,
  stream,
  caseId: command.caseId,
  commandId: command.commandId,
  commandDigest: digest,
  occurredAt: command.body.occurredAt,
  occurredZone: command.body.occurredZone,
  jurisdiction: command.jurisdiction,
  imported: command.imported,
  actor: command.actor,
  legalBasis: command.legalBasis,
  correlationId: command.correlationId,
  causationId: command.causationId,
  now,
})

const prepareCommand = async (
  inProgress: UndecidedCommand,
  folded: Folded,
  unreadCommand: Omit<Command, 'known'>,
  readCase: ReadCase | undefined,
): Promise<PreparedCommand> => {
  const { context, aggregate, command, stream } = inProgress
  const { state } = folded
  if (!aggregate.readsCase) return { command: { ...unreadCommand, known: {} }, reading: { known: {}, read: [] }, state }
  if (command.caseId === undefined) {
    const reading = readingFor(aggregate, await context.store.readStream(stream), unreadCommand)
    return { command: { ...unreadCommand, known: reading.known }, reading, state }
  }
  const entry = aggregate.commands[command.name]
  const linked = entry?.readsLinkedCases?.(unreadCommand) ? await context.memory.linkedCases(command.caseId) : undefined
  const elsewhere = await Promise.all((entry?.readsStreams?.(unreadCommand) ?? []).map((stream) => context.store.readStream(stream)))
  // The guards of linked cases hold from when these were read: the case itself must be read after them.
  const isAlone = linked === undefined && elsewhere.length === 0
  const { events: recorded, history } = (isAlone ? readCase : undefined) ?? (await context.memory.readCase(command.caseId))
  const persons = aggregate.judgesReferences ? undefined : mergedPersons(recorded, history, context.memory.persons)
  const canonicalCommand = persons ? { ...unreadCommand, data: persons.canonicalValue(unreadCommand.data) } : unreadCommand
  const canonicalHistory = persons ? persons.caseHistory : history
  const reading = readingIn(aggregate, canonicalHistory, canonicalCommand, linked, elsewhere.flat())
  const preparedCommand = { ...canonicalCommand, known: reading.known }
  const guards = aggregate.judgesReferences ? reading.guards : guardsOfDecision(reading.guards, persons, history, stream)
  const isKept = keepingIn(aggregate, recorded, history, context.memory.persons)
  if (!persons) return { command: preparedCommand, reading: { ...reading, guards }, state, isKept }
  const read = [...asRecordedEvents(recorded, reading.read), ...persons.identityEvents]
  const stateNow = stateOfPerson(inProgress, folded, recorded, persons)
  return { command: preparedCommand, reading: { ...reading, read, guards }, state: stateNow, isKept }
}

/** The events that were read, as they are in the log. */
const asRecordedEvents = (recorded: readonly StoredEvent[], read: readonly RecordedEvent[]): readonly RecordedEvent[] => {
  const byId = new Map<string, RecordedEvent>(recorded.map((event) => [event.id, event]))
  return read.map((event) => byId.get(event.id) ?? event)
}

/**
 * The state of the person whom a stream is about, folded from all streams about the person in log order. From the
 * stream itself, only events up to the revision of the folded state are used.
 */
const stateOfPerson = (
  { aggregate, stream }: UndecidedCommand,
  { revision }: Folded,
  recorded: readonly StoredEvent[],
  persons: MergedPersons,
) => {
  const streams = persons.streamsOf(stream)
  const personEvents = recorded.filter((event) => streams.includes(event.stream) && (event.stream !== stream || event.revision <= revision))
  return fold(aggregate, personEvents.map(persons.canonicalEvent)).state
}

const concernedEventOf =
  (read: readonly RecordedEvent[]) =>
  (eventId: string): ConcernedEvent | undefined => {
    const event = read.find(({ id }) => id === eventId)
    return event && { visibility: event.visibility, classification: event.envelope.classification, subjects: event.envelope.subjects }
  }

const stateAfter = (inProgress: UndecidedCommand, from: Folded, events: readonly HashedEvent[]): Folded | undefined => {
  if (events.some((event) => isCorrection(event.type))) return undefined
  const { types } = inProgress.aggregate
  const { body, imported } = inProgress.command
  const recordingContext = { occurredAt: body.occurredAt, imported, now: inProgress.now }
  const facts = events.map((event): RecordedFact<Fact> => {
    const type = types.get(event.type)
    return {
      id: event.id,
      type: event.type,
      data: JSON.parse(event.dataText) as unknown,
      occurredAt: type && occurredAtOf(type, recordingContext),
      occurredZone: body.occurredZone,
      recordedAt: inProgress.now,
    }
  })
  return { revision: from.revision + events.length, state: evolveAll(inProgress.aggregate, from.state, facts) }
}

/** Warnings are found among the facts, since a correction also records those that the corrected fact raises. */
const isWarning = (fact: Fact): fact is FactOf<typeof WarningRaised> => fact.type === WarningRaised.type

/**
 * Decides a command on a state; nothing is recorded yet.
 * @param readCase the case as it was read right before; default: it is read now
 */
export const decide = async (
  inProgress: UndecidedCommand,
  folded: Folded,
  readCase?: ReadCase,
): Promise<ReadyToAppend | Unapproved | Refusal> => {
  const { aggregate, command, now } = inProgress
  const { data, occurredAt, occurredZone, overrides } = command.body
  const { name, actor, jurisdiction } = command
  const loadedPolicy = policyOf(inProgress)
  const approver = command.approval?.approver
  const unreadCommand = {
    name,
    data,
    occurredAt,
    occurredZone,
    overrides,
    approver,
    now,
    spanOf: inProgress.context.memory.spanOf,
    actor,
    jurisdiction,
    policy: loadedPolicy?.policy,
  }
  const { command: preparedCommand, reading, state, isKept } = await prepareCommand(inProgress, folded, unreadCommand, readCase)
  const decided = aggregate.decide(preparedCommand, state)
  const levels = command.imported?.asReported
    ? ruleLevelsAsReported(loadedPolicy?.policy)
    : ruleLevelsUnder(loadedPolicy?.policy, recordsOnlyReports(aggregate, decided))
  const settled = settle(decided, state, preparedCommand, levels)
  if (settled.outcome === 'refused') return settled
  const basis = basisOf(reading, command, loadedPolicy, 'events' in decided ? decided.events : [])
  if (settled.outcome === 'awaits-approval') return { ...settled, basis }
  const recordingContext = { ...recordingContextOf(inProgress), basis }
  const { types } = aggregate
  const toAppend = eventsToAppend(settled, eventIdOf(command.commandId, 0))
  const facts = toAppend.map((fact) => withRecordedRefs(fact, data, preparedCommand.data))
  const kept = keptOf(facts, isKept)
  const events = hashEvents(
    facts,
    recordingContext,
    (type) => types.get(type),
    concernedEventOf(reading.read),
    (index) => kept[index] === true,
  )
  return {
    outcome: 'ready',
    events,
    guards: reading.guards,
    warnings: facts.filter(isWarning).map(({ data: { ruleId } }) => ruleId),
    next: stateAfter(inProgress, folded, events),
  }
}
