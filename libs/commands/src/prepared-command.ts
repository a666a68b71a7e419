import type { Reading, RecordedEvent } from '@case-timeline/casework'
import type { Command } from '@case-timeline/decider'
import type { ReadCase, StoredEvent } from '@case-timeline/event-store'
import type { Aggregate } from './aggregate.ts'
import { type IsKept, keepingIn } from './kept.ts'
import { guardsOfDecision, mergedPersons, type MergedPersons } from './persons.ts'
import { readingFor, readingIn } from './reading.ts'
import { fold, type Folded } from './state.ts'
import type { CommandContext, SubmittedCommand } from './submitted-command.ts'

/** What a decision reads of the configuration of a process. */
export interface DecisionContext extends Pick<CommandContext, 'deployment' | 'policyOf' | 'now'> {
  readonly store: Pick<CommandContext['store'], 'readStream'>
  readonly memory: Pick<CommandContext['memory'], 'readCase' | 'linkedCases' | 'persons' | 'spanOf'>
  /** The decision is only compared: what was unknown at the time of the act is not looked for. */
  readonly isCompared?: true
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
  /** The ids of its events, where it was recorded already; default: those of this release. */
  readonly idOf?: ((index: number) => string) | undefined
}

/**
 * A command with the facts read for it, and the state in which it is decided: both with canonical references of
 * persons.
 */
export interface PreparedCommand {
  readonly command: Command
  readonly reading: Reading<unknown>
  readonly state: unknown
  /** What was read of the case, or of the stream of a command that belongs to none; absent: nothing. */
  readonly recorded?: readonly StoredEvent[] | undefined
  /** Whether a fact stays within the service; absent if the aggregate keeps none, or the case was not read. */
  readonly isKept?: IsKept | undefined
}

/**
 * Reads what a decision needs to know.
 * @param readCase the case as it was read right before; undefined: it is read now
 */
export const prepareCommand = async (
  inProgress: UndecidedCommand,
  folded: Folded,
  unreadCommand: Omit<Command, 'known'>,
  readCase: ReadCase | undefined,
): Promise<PreparedCommand> => {
  const { context, aggregate, command, stream } = inProgress
  const { state } = folded
  if (!aggregate.readsCase) return { command: { ...unreadCommand, known: {} }, reading: { known: {}, read: [] }, state }
  if (command.caseId === undefined) {
    const recorded = await context.store.readStream(stream)
    const reading = readingFor(aggregate, recorded, unreadCommand)
    return { command: { ...unreadCommand, known: reading.known }, reading, state, recorded }
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
  const isKept = keepingIn(aggregate, recorded, history, context.memory.persons, inProgress.now)
  if (!persons) return { command: preparedCommand, reading: { ...reading, guards }, state, recorded, isKept }
  const read = [...asRecordedEvents(recorded, reading.read), ...persons.identityEvents]
  const stateNow = stateOfPerson(inProgress, folded, recorded, persons)
  return { command: preparedCommand, reading: { ...reading, read, guards }, state: stateNow, recorded, isKept }
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
