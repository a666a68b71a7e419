import { setTimeout as pause } from 'node:timers/promises'
import { WarningRaised, type FactOf } from '@case-timeline/contracts'
import type { MarkedRefusal } from './alongside.ts'
import { recordedRequest, recordRequest } from './approval-request.ts'
import { conditionsOf, recordingContextOf, decide, type CommandInProgress, type ReadyToAppend, type Unapproved } from './decision.ts'
import type { Appended, ReadCase } from '@case-timeline/event-store'
import { isOvertaken, retractOvertaken, retractLastIfOvertaken } from './overtaken.ts'
import type { Answer } from './submitted-command.ts'
import { recordedRefusal, recordRefusal } from './refusals.ts'
import { refresh } from './refresh.ts'
import { fold, type Folded } from './state.ts'

const MAX_ATTEMPTS = 10

/** Try again with the current state of the store. */
type Retry = 'retry'

/**
 * The answer to one command. A cached state may be behind the store, so only an append may be tried on it, which the
 * expected revision protects. Before a refusal or any other answer, the state is refreshed and an earlier answer to the
 * command is looked up. The same holds for `readCase`, the case as it was read right before.
 */
export const answer = async (inProgress: CommandInProgress, readCase?: ReadCase): Promise<Answer> => {
  const { context, aggregate, command, stream } = inProgress
  const kept = context.memory.statesOf(aggregate).get(stream)
  let cached = kept ?? (readCase && stateIn(inProgress, readCase))
  // Such a store would record a command that was refused before: no clash of ids prevents it.
  if (command.retryable && !context.store.capabilities.uniqueEventIds && !isNewIn(readCase, command)) {
    const earlier = await unrecordedBefore(inProgress)
    if (earlier) return earlier
  }
  if (cached && isExpectedRevision(inProgress, cached)) {
    // Facts that are older than the state would be judged with it, and no guard of the stream would notice.
    const isOlder = kept !== undefined && readCase !== undefined && readCase.history.revisionOf(stream) < kept.revision
    const decided = await decide(inProgress, cached, isOlder ? undefined : readCase)
    const result = decided.outcome === 'ready' && decided.events.length > 0 ? await record(inProgress, cached, decided) : 'retry'
    if (result !== 'retry') return result
  }
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const { folded, last, history } = await refresh(context, aggregate, stream, cached)
    cached = folded
    if (last && (await retractLastIfOvertaken(inProgress, last))) continue
    // In a stream that was read as a whole, the command need not be looked up.
    const isNew = history?.every((event) => event.commandId !== command.commandId)
    const result = (isNew ? undefined : await firstAnswer(inProgress)) ?? (await answerOnCurrentState(inProgress, folded))
    if (result !== 'retry') return result
    await pause(Math.random() * attempt * 2)
  }
  return { outcome: 'conflict', revision: cached?.revision ?? -1 }
}

/** Whether a case that was read right before has nothing of a command: no refusal of it, and no request for approval. */
const isNewIn = (readCase: ReadCase | undefined, { commandId }: CommandInProgress['command']): boolean =>
  readCase?.events.every((event) => event.commandId !== commandId) ?? false

/**
 * The state of the stream by what was read of its case; undefined where that may not be all of it: a stream that is named
 * by an id in its data may have events of other cases. A store without guards has to be asked first whether the last
 * command of the stream was overtaken, if it has one.
 */
export const stateIn = ({ context, aggregate, stream }: CommandInProgress, { events }: ReadCase): Folded | undefined => {
  const ofStream = events.filter((event) => event.stream === stream)
  const isFromStart = ofStream.every(({ revision }, place) => revision === place)
  return isFromStart && (context.store.capabilities.guards || ofStream.length === 0) ? fold(aggregate, ofStream) : undefined
}

const isExpectedRevision = ({ command: { expected } }: CommandInProgress, { revision }: Folded): boolean => {
  if (expected === undefined) return true
  return typeof expected === 'string' ? (expected === 'recorded') === revision >= 0 : expected.includes(revision)
}

/** The answer that the command got before, whatever the current state is; undefined if the command is new. */
const firstAnswer = async (inProgress: CommandInProgress): Promise<Answer | undefined> => {
  const { context, command, stream, digest } = inProgress
  const first = await context.store.findCommand(stream, command.commandId)
  if (!first) return undefined
  const { commandDigest, ...found } = first
  return commandDigest.equals(digest) ? answerOfRecorded(inProgress, found) : { outcome: 'id-clash' }
}

/** The answer to a command that is in the log: the recorded one, unless it was decided on stale data. */
const answerOfRecorded = async (inProgress: CommandInProgress, found: Appended): Promise<Answer> => {
  if (isOvertaken(found)) return answer(await retractOvertaken(inProgress, found))
  const { context, stream } = inProgress
  if (!found.types.includes(WarningRaised.type)) return { ...found, warnings: [] }
  const events = (await context.store.readStream(stream, found.firstRevision - 1)).slice(0, found.ids.length)
  const warnings = events.filter((event) => event.type === WarningRaised.type)
  return { ...found, warnings: warnings.map((event) => (event.data as FactOf<typeof WarningRaised>['data']).ruleId) }
}

const answerOnCurrentState = async (inProgress: CommandInProgress, folded: Folded): Promise<Answer | Retry> => {
  if (!isExpectedRevision(inProgress, folded))
    return (await unrecordedBefore(inProgress)) ?? { outcome: 'stale', revision: folded.revision }
  const decided = await decide(inProgress, folded)
  if (decided.outcome === 'refused') return refuse(inProgress, decided)
  if (decided.outcome === 'awaits-approval') return awaitApproval(inProgress, decided)
  if (decided.events.length > 0) return record(inProgress, folded, decided)
  return (await unrecordedBefore(inProgress)) ?? nothingToRecord(inProgress, folded)
}

/** The answer to a command that was refused before, or that waits for approval since then. */
const unrecordedBefore = async (inProgress: CommandInProgress): Promise<Answer | undefined> => {
  const recordingContext = recordingContextOf(inProgress)
  const { aggregate, command } = inProgress
  const refusal = await recordedRefusal(inProgress.context, recordingContext)
  const approvable = aggregate.commands[command.name]?.type.approvedBy !== undefined
  const earlier = refusal ?? (approvable ? await recordedRequest(inProgress.context, recordingContext) : undefined)
  return earlier === 'id-clash' ? { outcome: 'id-clash' } : earlier
}

const record = async (
  inProgress: CommandInProgress,
  folded: Folded,
  { events, guards, warnings, next }: ReadyToAppend,
): Promise<Answer | Retry> => {
  const { context, aggregate, command, stream, digest } = inProgress
  const { commandId } = command
  const states = context.memory.statesOf(aggregate)
  const expected = folded.revision < 0 ? 'new' : folded.revision
  const allGuards = command.guard ? [...(guards ?? []), command.guard] : guards
  const outcome = await context.store.append({
    stream,
    expected,
    commandId,
    commandDigest: digest,
    events,
    guards: allGuards,
    ...conditionsOf(inProgress),
  })
  switch (outcome.outcome) {
    case 'appended': {
      if (isOvertaken(outcome)) return answerOfRecorded(inProgress, outcome)
      if (next) states.set(stream, next)
      else states.delete(stream)
      return { ...outcome, warnings }
    }
    case 'duplicate':
      return answerOfRecorded(inProgress, outcome)
    // If the guard of the admission is broken, the caller must be authorised again first.
    case 'conflict':
      if (outcome.stream !== command.guard?.stream) return 'retry'
      // The guarded record may be the decided stream itself: then the cached state is behind, too.
      context.memory.statesOf(aggregate).delete(stream)
      return { outcome: 'conflict', revision: folded.revision }
    // The event of a refused or waiting command has the id that the first event of this command has.
    case 'id-clash':
      return (await unrecordedBefore(inProgress)) ?? { outcome: 'id-clash' }
  }
}

/** The answer to a decided command after one attempt to record it: a conflict if others recorded something before. */
export const recorded = async (inProgress: CommandInProgress, folded: Folded, decided: ReadyToAppend): Promise<Answer> => {
  const answered = await record(inProgress, folded, decided)
  return answered === 'retry' ? { outcome: 'conflict', revision: folded.revision } : answered
}

const refuse = async (inProgress: CommandInProgress, refusal: MarkedRefusal): Promise<Answer | Retry> => {
  const { answer, recorded } = await recordRefusal(
    inProgress.context.store,
    recordingContextOf(inProgress),
    conditionsOf(inProgress),
    inProgress.command.name,
    refusal,
  )
  switch (recorded.outcome) {
    case 'appended':
      return answer
    case 'duplicate':
      return (await unrecordedBefore(inProgress)) ?? answer
    // Accepted by another process in the meantime, or refused before with another body.
    case 'id-clash':
      return (await unrecordedBefore(inProgress)) ?? 'retry'
    case 'conflict':
      return 'retry'
  }
}

const awaitApproval = async (inProgress: CommandInProgress, { rules, basis }: Unapproved): Promise<Answer | Retry> => {
  const { context, aggregate, command } = inProgress
  const unapproved = { name: command.name, body: command.body, rules, basis }
  const { answer, outcome } = await recordRequest(
    context.store,
    recordingContextOf(inProgress),
    conditionsOf(inProgress),
    aggregate,
    unapproved,
  )
  switch (outcome.outcome) {
    case 'appended':
      return answer(outcome)
    // Recorded before, or recorded or refused by another process in the meantime.
    case 'duplicate':
    case 'id-clash':
      return (await unrecordedBefore(inProgress)) ?? 'retry'
    case 'conflict':
      return 'retry'
  }
}

/** A command that would change nothing records nothing. */
const nothingToRecord = async ({ context, stream, now }: CommandInProgress, { revision }: Folded): Promise<Answer> => {
  const position = await context.store.lastPosition()
  return {
    outcome: 'appended',
    stream,
    ids: [],
    types: [],
    firstRevision: revision + 1,
    lastRevision: revision,
    firstPosition: position,
    lastPosition: position,
    recordedAt: now,
    warnings: [],
  }
}
