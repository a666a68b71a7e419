import {
  type AgencyId,
  APPROVAL_EVENT_TYPES,
  CommandRefused,
  DeadlineMissed,
  EVENT_TYPES,
  EventRetracted,
  type EventType,
  type Fact,
  isFromItsRecorder,
  type ServiceName,
} from '@case-timeline/contracts'
import { type CaseHistory, effective, isCorrection } from '@case-timeline/casework'
import type { StoredEvent } from '@case-timeline/event-store'

/** The agency that receives the handovers of other sectors for a service. */
export interface ReceivingAgency {
  readonly agencyId: AgencyId
  /** The event types that add it to a case: those that its service's handovers declare. */
  readonly participationEvents: readonly EventType[]
}

type ParticipationEvent = Fact & Pick<StoredEvent, 'id' | 'envelope'>

const ATTEMPT_TYPES: readonly string[] = [CommandRefused, ...APPROVAL_EVENT_TYPES].map(({ type }) => type)

/**
 * A command that was refused, or that waits for approval, is no participation: otherwise anyone could join a case by
 * sending a command.
 */
const isAttempt = ({ type }: Fact): boolean => ATTEMPT_TYPES.includes(type)

const WATCH_TYPES: readonly string[] = [DeadlineMissed, EventRetracted].map(({ type }) => type)

/**
 * A missed deadline, or the withdrawal of one, that a service recorded by itself names the agency that owes it: this is
 * no act of that agency, which may have no part in the case.
 */
const isRecordOfWatch = ({ type, envelope }: Omit<ParticipationEvent, 'id'>): boolean =>
  envelope.actor.role === 'system' && WATCH_TYPES.includes(type)

/** Whether an event was recorded by a service, by the name of its stream. */
export const isRecordedBy = (service: ServiceName, { stream }: { readonly stream: string }): boolean => stream.startsWith(`${service}.`)

/**
 * The agencies of a sector that one fact adds to its case: the one that recorded it in its own sector, those that its
 * type's `participants` names, and the receiving agency if a handover declares the type. No service can name an agency of
 * another sector as the one that acted, and none can add agencies by a type that is not its own.
 */
export const participantsAddedBy = (
  event: Omit<ParticipationEvent, 'id'>,
  sector: ServiceName,
  receivingAgency?: ReceivingAgency,
): readonly AgencyId[] => {
  const { stream, actor } = event.envelope
  if (isAttempt(event) || isRecordOfWatch(event) || !isFromItsRecorder({ type: event.type, stream })) return []
  const isReceived = receivingAgency?.participationEvents.some(({ type }) => type === event.type) ?? false
  return [
    ...(isRecordedBy(sector, event.envelope) ? [actor.agencyId] : []),
    ...(EVENT_TYPES.get(event.type)?.participants?.(event.data) ?? []),
    ...(receivingAgency && isReceived ? [receivingAgency.agencyId] : []),
  ]
}

/**
 * The agencies of a sector that participate in a case, derived only from its events. An agency that was named only by mistake does
 * not participate once the mistake is corrected.
 */
export const participants = (
  history: readonly ParticipationEvent[],
  sector: ServiceName,
  receivingAgency?: ReceivingAgency,
): ReadonlySet<AgencyId> => {
  // A stored event has its members by getters, which a corrected copy would lack.
  const facts = history.some(isCorrection) ? history.map(({ id, type, data, envelope }) => ({ id, type, data, envelope })) : history
  return new Set(effective(facts).flatMap((event) => participantsAddedBy(event, sector, receivingAgency)))
}

/** The users whom a sector excluded. @param record the sector's own record of the case */
export const excludedUsers = (record: CaseHistory): ReadonlySet<string> =>
  new Set(record.facts('case.AccessExcluded').map(({ data }) => data.userId))

/** Whether no fact is recorded in a case, refused and waiting commands aside. */
export const isUnknownCase = (history: readonly Fact[]): boolean => history.every(isAttempt)
