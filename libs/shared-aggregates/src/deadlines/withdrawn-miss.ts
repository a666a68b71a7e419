import { commandType, DeadlineMissed, EventRetracted, Id, type FactOf, type ServiceName } from '@case-timeline/contracts'
import { type CaseHistory, concernedIdOf, type Reading, type RecordedEvent } from '@case-timeline/casework'
import { handle, takes, type Answer } from '@case-timeline/commands'
import type { CommandOf, Decided } from '@case-timeline/decider'
import { commandIdForRetraction, historyOf } from '@case-timeline/event-store'
import { z } from 'zod'
import type { Signal } from './deadline.ts'
import { isFounded, isLaterStatement, recordedMissOf } from './founded-misses.ts'
import { aggregateOf, deadlinesWithId, missAggregate, watchOf, type WatchContext } from './missed-deadline.ts'

/** Why a miss is withdrawn; corrections by users have other codes. */
const REASONS = ['otherJurisdiction', 'notMissed'] as const
type Reason = (typeof REASONS)[number]

const commandOf = (service: ServiceName) =>
  commandType({
    name: 'WithdrawMissedDeadline',
    service,
    meaning:
      'Retracts a missed deadline that the facts in force do not show, or that was judged by the law of another country than that of the event that started it.',
    data: z.strictObject({ missId: Id }),
    example: { missId: EventRetracted.example.retractsId },
  })

interface KnownMiss {
  /** Absent: the miss stays. */
  readonly reason?: Reason | undefined
  /** When a miss of the same clock was withdrawn last, if nothing else was recorded in the case since. */
  readonly withdrawnAt?: string | undefined
}

type WithdrawMissedDeadline = CommandOf<ReturnType<typeof commandOf>, KnownMiss>

type Missed = FactOf<typeof DeadlineMissed>['data']

/** When a miss of a clock was withdrawn last, unless anything but misses and their withdrawals was recorded since. */
const withdrawnLast = ({ events }: CaseHistory, clockId: string): string | undefined => {
  const clocks = new Map(
    events.flatMap(({ id, type, data, stream }) =>
      type === DeadlineMissed.type ? [[`${stream} ${id}`, (data as Missed).clockId] as const] : [],
    ),
  )
  const clockOfWithdrawal = (event: RecordedEvent): string | undefined =>
    event.type === EventRetracted.type ? clocks.get(`${event.stream} ${concernedIdOf(event)}`) : undefined
  const last = events.findLastIndex((event) => clockOfWithdrawal(event) === clockId)
  const isAlone = events.slice(last + 1).every((event) => event.type === DeadlineMissed.type || clockOfWithdrawal(event) !== undefined)
  return isAlone ? events[last]?.recordedAt : undefined
}

const missReadingOf =
  (watchContext: WatchContext) =>
  (history: CaseHistory, { data: { missId } }: { readonly data: { readonly missId: string } }): Reading<KnownMiss> => {
    const fact = history.facts('case.DeadlineMissed').find(({ id }) => id === missId)
    if (fact === undefined) return { known: {}, read: [] }
    const miss = recordedMissOf(fact)
    const started = history.events.find(({ id }) => id === miss.eventId)
    const isMisjudged = started !== undefined && started.envelope.jurisdiction !== miss.jurisdiction
    const ofMiss = (isLeftOut?: (signal: Signal) => boolean) => deadlinesWithId(watchContext, history, miss.clockId, isLeftOut)
    const isShown = isFounded(miss, ofMiss(), () => ofMiss((signal) => isLaterStatement(signal, watchContext.sector, miss)))
    const reason: Reason | undefined = isMisjudged ? 'otherJurisdiction' : isShown ? undefined : 'notMissed'
    return {
      known: { reason, withdrawnAt: withdrawnLast(history, miss.clockId) },
      read: [fact.stored, ...(started ? [started] : [])],
    }
  }

/**
 * Two releases or policies that judge differently would record and withdraw the same miss in turn while both run: without
 * another fact in the case, a miss of the same clock is withdrawn again after this time only.
 */
const AGAIN_AFTER_MS = 24 * 3_600_000

const withdrawMissedDeadline =
  (userId: string) =>
  (
    _: undefined,
    { data: { missId }, known: { reason, withdrawnAt }, now }: WithdrawMissedDeadline,
  ): Decided<FactOf<typeof EventRetracted>> => {
    const isTooSoon = withdrawnAt !== undefined && Date.parse(now) - Date.parse(withdrawnAt) < AGAIN_AFTER_MS
    if (reason === undefined || isTooSoon) return { under: [], events: [] }
    return {
      under: [],
      events: [{ type: EventRetracted.type, data: { retractsId: missId, reasonCode: reason, approver: { userId, role: 'system' } } }],
    }
  }

/**
 * Withdraws a recorded miss that the facts in force do not show: after a correction, a retraction or a fact that was
 * recorded later; or that was judged by the law of another country than that of its event. The event of the miss stays,
 * and the clock is judged again. Idempotent.
 * @returns undefined if the case has no such miss in a stream of the service
 * @throws like `handle`
 */
export const withdrawMiss = async (watchContext: WatchContext, caseId: string, missId: string): Promise<Answer | undefined> => {
  const { context, aggregates, sector } = watchContext
  const { events } = historyOf(await context.store.readCase(caseId))
  const miss = events.find(({ id }) => id === missId)
  const recording = miss && aggregateOf(aggregates, miss.stream)
  if (!recording) return undefined
  const userId = watchOf(sector)
  const started = events.find(({ id }) => id === (miss.data as Missed).eventId)
  const entry = takes(commandOf(sector), { reads: missReadingOf(watchContext), decide: withdrawMissedDeadline(userId) })
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
