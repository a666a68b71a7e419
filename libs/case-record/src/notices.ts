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
import type { Handover, Told } from '@case-timeline/service-kit'
import { caseRecordStreams } from './case-record.stream.ts'

type Received = FactOf<typeof HandoverReceived>['data']

/** One kind of event that a sector hears of, and what it has to do about it. */
export interface Notice {
  readonly on: EventType
  readonly task: HandoverTask
  concerning(fact: unknown): Pick<Received, 'personRef' | 'chargeIds' | 'dueAt'>
  /** Whether it concerns an agency at all, by what the case says besides; absent: it does. */
  readonly reaches?: Reaches | undefined
}

/** Whether an event has anything for an agency. @param history of the case, as the agency’s sector sees it */
export type Reaches = (event: Told, agencyId: AgencyId, history: readonly StoredEvent[]) => boolean

export const notice = <E extends EventType>(
  on: E,
  task: HandoverTask,
  concerning: (fact: E['example']) => Pick<Received, 'personRef' | 'chargeIds' | 'dueAt'> = () => ({}),
  reaches?: Reaches,
): Notice => ({ on, task, concerning: (fact) => concerning(fact as E['example']), reaches })

/**
 * What a sector takes in of the others beside its own procedure: each event becomes a `case.HandoverReceived` in its record
 * of the case, so that a task is there for its people, and whoever handed it over sees that it arrived.
 */
export const takesIn = (service: CaseRecordService, name: string, notices: readonly Notice[]): Handover => ({
  name,
  on: notices.map(({ on }) => on),
  aggregate: caseRecordStreams[service],
  command: caseRecordCommandsOf(service).ReceiveHandover,
  amongParticipants: true,
  concerns: async (event, agencyId, history) => {
    const reaches = notices.find(({ on }) => on.type === event.type)?.reaches
    return reaches === undefined || reaches(event, agencyId, await history())
  },
  causes: (event) =>
    notices
      .filter(({ on }) => on.type === event.type)
      .map(({ task, concerning }): { readonly data: Received } => ({ data: { eventId: event.id, task, ...concerning(event.data) } })),
})
