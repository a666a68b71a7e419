import { WarningRaised, type Basis, type Fact, type FactOf, type RecordedFact } from '@case-timeline/contracts'
import { ruleLevelsAsReported, ruleLevelsUnder, settle, type AwaitsApproval } from '@case-timeline/decider'
import type { RecordedEvent } from '@case-timeline/casework'
import { recordsOnlyReports } from './aggregate.ts'
import { eventsToAppend, type MarkedRefusal } from './alongside.ts'
import { basisOf } from './basis.ts'
import { keptOf } from './kept.ts'
import {
  type Append,
  ClockWasSet,
  type Guard,
  MAX_CLOCK_DIFFERENCE_SECONDS,
  type HashedEvent,
  type ReadCase,
  eventIdOf,
  occurredAtOf,
  hashEvents,
  type RecordingContext,
  type ConcernedEvent,
} from '@case-timeline/event-store'
import type { CommandContext } from './submitted-command.ts'
import type { LoadedPolicy } from './loaded-policy.ts'
import { withRecordedRefs } from './persons.ts'
import { prepareCommand, type UndecidedCommand } from './prepared-command.ts'
import { evolveAll, isCorrection, type Folded } from './state.ts'
import { markingUnknownThen } from './unknown-then.ts'

/** A command that waits for a second person, with what its decision read. */
export interface Unapproved extends AwaitsApproval {
  readonly basis: Basis | undefined
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

const policyOf = ({ context, command }: UndecidedCommand): LoadedPolicy | undefined => context.policyOf?.(command.jurisdiction)

export const recordingContextOf = ({ context, aggregate, command, stream, digest, now, idOf }: UndecidedCommand): RecordingContext => ({
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
  idOf,
})

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
): Promise<ReadyToAppend | Unapproved | MarkedRefusal> => {
  const { aggregate, command, now } = inProgress
  const { data, occurredAt, occurredZone, overrides } = command.body
  const { name, actor, jurisdiction, unregisteredOffice } = command
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
    unregisteredOffice,
  }
  const prepared = await prepareCommand(inProgress, folded, unreadCommand, readCase)
  const { command: preparedCommand, reading, state, isKept } = prepared
  const decided = aggregate.decide(preparedCommand, state)
  const levels = command.imported?.asReported
    ? ruleLevelsAsReported(loadedPolicy?.policy)
    : ruleLevelsUnder(loadedPolicy?.policy, recordsOnlyReports(aggregate, decided))
  const marked = markingUnknownThen(inProgress, folded, unreadCommand, prepared)
  const settled = await marked(settle(decided, state, preparedCommand, levels))
  if (settled.outcome === 'refused') return settled
  const basis = basisOf(reading, command, loadedPolicy, 'events' in decided ? decided.events : [])
  if (settled.outcome === 'awaits-approval') return { ...settled, basis }
  const recordingContext = { ...recordingContextOf(inProgress), basis }
  const { types } = aggregate
  const { idOf = (index: number) => eventIdOf(aggregate.service, command.commandId, index) } = inProgress
  const toAppend = eventsToAppend(settled, idOf(0))
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
