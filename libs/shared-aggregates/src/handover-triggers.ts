import {
  type AgencyId,
  caseRecordCommandsOf,
  type CaseRecordService,
  type EventType,
  type HandoverReceived,
  type FactOf,
  type HandoverTask,
} from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import type { Handover, HandoverEvent } from '@case-timeline/reactions'
import { caseRecordStreams } from './case-record/case-record.stream.ts'

type HandoverData = FactOf<typeof HandoverReceived>['data']

/** An event type that another sector hands over, and the task that each such event creates. */
export interface HandoverTrigger {
  readonly eventType: EventType
  readonly task: HandoverTask
  /** The person, the charges and the due date that the task concerns. */
  detailsOf(fact: unknown): Pick<HandoverData, 'personRef' | 'chargeIds' | 'dueAt'>
  /** The receiving agency becomes a participant. Absent: only an agency that already participates gets the event. */
  readonly addsReceiver?: true
  /** Whether an event of this type concerns an agency. Absent: it concerns every agency. */
  readonly concernsAgency?: ConcernsAgency | undefined
}

/**
 * Whether an event concerns an agency, according to the other facts of the case.
 * @param history of the case, as the agency's sector may see it
 */
export type ConcernsAgency = (event: HandoverEvent, agencyId: AgencyId, history: readonly StoredEvent[]) => boolean

/** A trigger with the details that a function takes from the data of the event; without details by default. */
export const handoverTrigger = <E extends EventType>(
  eventType: E,
  task: HandoverTask,
  detailsOf: (fact: E['example']) => Pick<HandoverData, 'personRef' | 'chargeIds' | 'dueAt'> = () => ({}),
  concernsAgency?: ConcernsAgency,
): HandoverTrigger => ({ eventType, task, detailsOf: (fact) => detailsOf(fact as E['example']), concernsAgency })

/**
 * The handover by which a sector receives events that are not steps of its own procedure. Each event is recorded as
 * `case.HandoverReceived` in the sector's record of the case, so that its users get a task and the sending sector sees
 * that the event arrived (decision 18).
 * @param name of the consumer
 */
export const incomingHandovers = (service: CaseRecordService, name: string, triggers: readonly HandoverTrigger[]): Handover => ({
  name,
  on: triggers.map(({ eventType }) => eventType),
  aggregate: caseRecordStreams[service],
  commands: [caseRecordCommandsOf(service).ReceiveHandover],
  participationEvents: triggers.filter(({ addsReceiver }) => addsReceiver).map(({ eventType }) => eventType),
  participantsOnly: true,
  concerns: async (event, agencyId, history) => {
    const concernsAgency = triggers.find(({ eventType }) => eventType.type === event.type)?.concernsAgency
    return concernsAgency === undefined || concernsAgency(event, agencyId, await history())
  },
  causes: (event) =>
    triggers
      .filter(({ eventType }) => eventType.type === event.type)
      .map(({ task, detailsOf }): { readonly data: HandoverData } => ({ data: { eventId: event.id, task, ...detailsOf(event.data) } })),
})
