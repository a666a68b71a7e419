import { actingAgencyOf } from '@case-timeline/casework'
import { EventRetracted, type Basis } from '@case-timeline/contracts'
import { recordingContextOf, type CommandInProgress } from './decision.ts'
import {
  type Appended,
  type EventLocation,
  type StoredEvent,
  commandDigest,
  commandIdForRedecision,
  commandIdForRetraction,
  hashEvents,
} from '@case-timeline/event-store'

/** The reason code of a retraction of overtaken events; retractions by users have other codes. */
const OVERTAKEN = 'overtaken'

/** Events that were recorded although a guard was broken: a store without guards detects this only after the append. */
export type Overtaken = Appended & { readonly overtakenBy: EventLocation }

export const isOvertaken = (recorded: Appended): recorded is Overtaken => recorded.overtakenBy !== undefined

/** An event of another case is not named, because a receiver of the retraction may have no part in it. */
const overtakingEvents = async ({ context, command }: CommandInProgress, { stream, revision }: EventLocation): Promise<Basis['events']> => {
  const [event] = await context.store.readStream(stream, revision - 1)
  const isOwn = event !== undefined && (event.caseId === undefined || event.caseId === command.caseId)
  return isOwn ? [{ id: event.id, stream, revision }] : []
}

const concernedEventOf = ({ visibility, envelope: { classification, subjects } }: StoredEvent) => ({ visibility, classification, subjects })

/**
 * Retracts the events that a command recorded on stale data, on behalf of the service: each of its facts is retracted,
 * and the retraction names the event that had been recorded before. Idempotent.
 * @returns whether there was anything to retract
 */
const retractEvents = async (
  inProgress: CommandInProgress,
  overtakenCommandId: string,
  { overtakenBy, firstRevision, ids }: Overtaken,
): Promise<boolean> => {
  const { context, aggregate, command, stream, generation } = inProgress
  const recorded = (await context.store.readStream(stream, firstRevision - 1)).filter(({ id }) => ids.includes(id))
  const facts = recorded.filter(({ type }) => aggregate.events.some((eventType) => eventType.type === type))
  const commandId = commandIdForRetraction(overtakenCommandId)
  const systemUser = { userId: `system.${aggregate.service}.guards`, role: 'system' }
  const retractionContext = {
    ...recordingContextOf(inProgress),
    commandId,
    // The name is part of a stored digest: never change it.
    commandDigest: commandDigest(context.digestKey, 'TakeBack', { commandId: overtakenCommandId }),
    actor: { ...systemUser, agencyId: actingAgencyOf(command.actor) },
    occurredAt: undefined,
    occurredZone: undefined,
    // A retraction happens now, whatever reported the retracted facts.
    imported: undefined,
    basis: { events: await overtakingEvents(inProgress, overtakenBy) },
  }
  const events = hashEvents(
    facts.map(({ id }) => ({ type: EventRetracted.type, data: { retractsId: id, reasonCode: OVERTAKEN, approver: systemUser } })),
    retractionContext,
    () => EventRetracted,
    (id) => facts.filter((fact) => fact.id === id).map(concernedEventOf)[0],
  )
  if (events.length === 0) return false
  await context.store.append({ stream, expected: 'any', commandId, commandDigest: retractionContext.commandDigest, events, generation })
  context.memory.statesOf(aggregate).delete(stream)
  return true
}

/**
 * Checks the last command in a stream before the next decision there, and retracts it if it was overtaken: the process
 * that recorded it may have ended before its own check.
 */
export const retractLastIfOvertaken = async (inProgress: CommandInProgress, last: StoredEvent): Promise<boolean> => {
  const { context, command, stream } = inProgress
  if (context.store.capabilities.guards || last.commandId === command.commandId) return false
  const found = await context.store.findCommand(stream, last.commandId)
  return found !== undefined && isOvertaken(found) && retractEvents(inProgress, last.commandId, found)
}

/**
 * Retracts the events of an overtaken command and returns the command to be decided again. Its new id is derived from
 * its own, so that a retry gets the same answer.
 */
export const retractOvertaken = async (inProgress: CommandInProgress, recorded: Overtaken): Promise<CommandInProgress> => {
  await retractEvents(inProgress, inProgress.command.commandId, recorded)
  return {
    ...inProgress,
    command: { ...inProgress.command, commandId: commandIdForRedecision(inProgress.command.commandId), retryable: true },
  }
}
