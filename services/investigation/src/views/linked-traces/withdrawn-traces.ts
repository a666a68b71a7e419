import { actingAgencyOf, concernedIdOf } from '@case-timeline/casework'
import { type AgencyId, EventCorrected, EventRetracted, type FactOf, OnlineTraceRecorded } from '@case-timeline/contracts'
import { type EventStore, followRareEvents, type StoredEvent } from '@case-timeline/event-store'

/** A trace that an agency recorded, and then retracted or corrected to another one. */
export interface WithdrawnTrace {
  readonly caseId: string
  readonly agencyId: AgencyId
  /** The position of the event that withdrew it. */
  readonly position: string
}

/** The withdrawn traces, by their hashes. */
export type WithdrawnTraces = ReadonlyMap<string, readonly WithdrawnTrace[]>

interface Statement extends Omit<WithdrawnTrace, 'position'> {
  readonly traceHash: string
  /** The event that recorded the trace first. */
  readonly factId: string
  readonly stream: string
}

/**
 * Follows which traces were withdrawn. Who records a trace learns who else has it; the view forgets a retracted trace, so
 * without this a trace could be recorded only to learn that, and leave nothing to see.
 * @returns everything that was withdrawn before the call; a trace that its case still has, or has again, is contained, too;
 *   @throws StoreUnavailable
 */
export const withdrawnTracesIn = (store: Pick<EventStore, 'readAll'>): (() => Promise<WithdrawnTraces>) => {
  const statements = new Map<string, Statement>()
  const withdrawn = new Map<string, WithdrawnTrace[]>()
  const withdraw = ({ traceHash, caseId, agencyId }: Statement, position: string): void => {
    const known = withdrawn.get(traceHash) ?? []
    if (known.some((one) => one.caseId === caseId && one.agencyId === agencyId)) return
    withdrawn.set(traceHash, [...known, { caseId, agencyId, position }])
  }
  const record = ({ id, caseId, stream, envelope }: StoredEvent, factId: string, data: unknown): void => {
    const { traceHash } = data as { readonly traceHash?: string }
    if (caseId === undefined || traceHash === undefined) return
    statements.set(id, { caseId, agencyId: actingAgencyOf(envelope.actor), traceHash, factId, stream })
  }
  const apply = (event: StoredEvent): void => {
    if (event.type === OnlineTraceRecorded.type) return record(event, event.id, event.data)
    const concerned = statements.get(concernedIdOf(event) ?? '')
    // A sector withdraws only what it recorded itself.
    if (concerned?.stream !== event.stream) return
    for (const statement of statements.values()) if (statement.factId === concerned.factId) withdraw(statement, event.position)
    if (event.type === EventCorrected.type) record(event, concerned.factId, (event.data as FactOf<typeof EventCorrected>['data']).data)
  }
  const catchUp = followRareEvents(store, [OnlineTraceRecorded, EventCorrected, EventRetracted], apply)
  return async () => {
    await catchUp()
    return withdrawn
  }
}
