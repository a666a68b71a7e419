import { commandType, EventRetracted, Id, type FactOf, type ServiceName } from '@case-timeline/contracts'
import type { CaseHistory, Reading } from '@case-timeline/casework'
import { handle, takes, type Answer } from '@case-timeline/commands'
import type { CommandOf, Decided } from '@case-timeline/decider'
import { commandIdForRetraction, historyOf } from '@case-timeline/event-store'
import { z } from 'zod'
import { aggregateOf, missAggregate, watchOf, type WatchContext } from './missed-deadline.ts'

/** The reason code of such a retraction; corrections by users have other codes. */
const OTHER_JURISDICTION = 'otherJurisdiction'

const commandOf = (service: ServiceName) =>
  commandType({
    name: 'WithdrawMissedDeadline',
    service,
    meaning: 'Retracts a missed deadline that was judged by the law of another country than that of the event that started it.',
    data: z.strictObject({ missId: Id }),
    example: { missId: EventRetracted.example.retractsId },
  })

interface KnownMiss {
  readonly isMisjudged: boolean
}

type WithdrawMissedDeadline = CommandOf<ReturnType<typeof commandOf>, KnownMiss>

const missReading = (history: CaseHistory, { data: { missId } }: { readonly data: { readonly missId: string } }): Reading<KnownMiss> => {
  const miss = history.facts('case.DeadlineMissed').find(({ id }) => id === missId)
  const started = history.events.find(({ id }) => id === miss?.data.eventId)
  const isMisjudged = miss !== undefined && started !== undefined && started.envelope.jurisdiction !== miss.stored.envelope.jurisdiction
  return { known: { isMisjudged }, read: miss && started ? [miss.stored, started] : [] }
}

const withdrawMissedDeadline =
  (userId: string) =>
  (_: undefined, { data: { missId }, known }: WithdrawMissedDeadline): Decided<FactOf<typeof EventRetracted>> => {
    const data = { retractsId: missId, reasonCode: OTHER_JURISDICTION, approver: { userId, role: 'system' } }
    return { under: [], events: known.isMisjudged ? [{ type: EventRetracted.type, data }] : [] }
  }

/**
 * Withdraws a recorded miss that was judged by the law of another country than that of its event; the clock is then
 * judged again by its own. Idempotent.
 * @returns undefined if the case has no such miss in a stream of the service
 * @throws like `handle`
 */
export const withdrawMiss = async (
  { context, aggregates, sector }: WatchContext,
  caseId: string,
  missId: string,
): Promise<Answer | undefined> => {
  const { events } = historyOf(await context.store.readCase(caseId))
  const miss = events.find(({ id }) => id === missId)
  const recording = miss && aggregateOf(aggregates, miss.stream)
  if (!recording) return undefined
  const userId = watchOf(sector)
  const started = events.find(({ id }) => id === (miss.data as { readonly eventId: string }).eventId)
  const entry = takes(commandOf(sector), { reads: missReading, decide: withdrawMissedDeadline(userId) })
  return handle(context, missAggregate(recording.aggregate, recording.streamId, entry), {
    caseId,
    name: 'WithdrawMissedDeadline',
    body: { data: { missId } },
    actor: { userId, agencyId: miss.envelope.actor.agencyId, role: 'system' },
    commandId: commandIdForRetraction(missId),
    retryable: true,
    correlationId: missId,
    causationId: missId,
    jurisdiction: started?.envelope.jurisdiction ?? miss.envelope.jurisdiction,
  })
}
