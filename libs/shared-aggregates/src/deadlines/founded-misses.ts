import type { DeadlineMissed, FactOf, ServiceName } from '@case-timeline/contracts'
import type { RecordedEvent } from '@case-timeline/casework'
import type { ClockSignal, Deadline } from './deadline.ts'
import type { DeadlineItem } from './deadline-items.ts'

type Missed = FactOf<typeof DeadlineMissed>['data']

/** A recorded miss, and the law and the time by which it was judged. */
export interface RecordedMiss extends Pick<Missed, 'clockId' | 'eventId' | 'dueAt' | 'owedBy'> {
  readonly id: string
  readonly jurisdiction: string
  readonly recordedAt: string
}

/** The fact of a missed deadline, with the event that recorded it. */
interface MissFact {
  readonly id: string
  readonly data: unknown
  readonly stored: Pick<RecordedEvent, 'recordedAt' | 'envelope'>
}

export const recordedMissOf = ({ id, data, stored: { recordedAt, envelope } }: MissFact): RecordedMiss => {
  const { clockId, eventId, dueAt, owedBy } = data as Missed
  return { id, clockId, eventId, dueAt, owedBy, jurisdiction: envelope.jurisdiction, recordedAt }
}

/** The length of RFC 3339 in UTC with milliseconds, without the zone. */
const TO_MILLISECONDS = 23

const isUpTo = (moment: string, other: string): boolean => moment.slice(0, TO_MILLISECONDS) <= other.slice(0, TO_MILLISECONDS)

/**
 * Whether facts show a recorded miss: its deadline exists under the law by which it was judged, nothing met it in time, and
 * it had passed when the miss was recorded. A miss with an earlier due date than is known now remains one, and so does one
 * that only a later statement of the sector that holds the person contradicts.
 */
const isShownBy = (
  { jurisdiction, recordedAt, dueAt }: RecordedMiss,
  deadline: Pick<Deadline, 'jurisdiction' | 'dueBy' | 'missed' | 'metStatedAt'>,
): boolean =>
  (deadline.missed || (deadline.metStatedAt !== undefined && isUpTo(recordedAt, deadline.metStatedAt))) &&
  deadline.jurisdiction === jurisdiction &&
  (deadline.dueBy <= dueAt || isUpTo(deadline.dueBy, recordedAt))

/**
 * Whether a signal is a statement on who is held by the sector that owes a deadline, made after a miss of it was recorded.
 * It may leave no deadline at all: of a person who was free before the right to hold ended, nobody owes the release.
 */
export const isLaterStatement = (
  { service, statedAt }: Pick<ClockSignal, 'service' | 'statedAt'>,
  sector: ServiceName,
  { recordedAt }: Pick<RecordedMiss, 'recordedAt'>,
): boolean => service === sector && statedAt !== undefined && isUpTo(recordedAt, statedAt)

/**
 * Whether the facts in force show a recorded miss, or would without what the sector that holds the person stated later.
 * @param deadlines those with the clock id of the miss, which several keys that end alike have; one that shows it is enough
 * @param deadlinesBefore the same without later statements (`isLaterStatement`), asked for only if needed
 */
export const isFounded = (
  miss: RecordedMiss,
  deadlines: readonly Parameters<typeof isShownBy>[1][],
  deadlinesBefore: (miss: RecordedMiss) => readonly Parameters<typeof isShownBy>[1][],
): boolean => deadlines.some((one) => isShownBy(miss, one)) || deadlinesBefore(miss).some((one) => isShownBy(miss, one))

/** No deadline has an empty key: the item only names a miss whose deadline does not exist. */
export const NO_KEY = ''

/** Whether an item is a deadline, and not only a miss that has to be withdrawn. */
export const isDeadlineItem = ({ key }: DeadlineItem): boolean => key !== NO_KEY

const itemWithoutDeadline = (caseId: string, ruleId: string, { id, clockId, eventId, dueAt, owedBy, jurisdiction }: RecordedMiss) => ({
  ...{ caseId, ruleId, clockId, key: NO_KEY, eventId, owedBy, jurisdiction, startedAt: dueAt, dueBy: dueAt, startsFrom: dueAt },
  isWindow: false,
  endState: 'met' as const,
  missed: false,
  unfoundedMiss: id,
})

interface CalculatedClock {
  readonly caseId: string
  readonly ruleId: string
  readonly misses: readonly RecordedMiss[]
  readonly items: readonly DeadlineItem[]
  /** The deadlines with the clock id of a miss, without later statements. */
  readonly deadlinesBefore: (miss: RecordedMiss) => readonly Deadline[]
}

/**
 * Marks the items whose recorded miss the facts in force do not show; a miss of a deadline that does not exist is an item
 * in nobody's list. Without a recorded miss it does nothing.
 */
export const withUnfoundedMisses = ({ caseId, ruleId, misses, items, deadlinesBefore }: CalculatedClock): readonly DeadlineItem[] => {
  if (misses.length === 0) return items
  const missed = new Set(misses.map(({ clockId }) => clockId))
  const byClock = new Map([...missed].map((clockId): [string, DeadlineItem[]] => [clockId, []]))
  for (const item of items) byClock.get(item.clockId)?.push(item)
  const unfounded = misses.filter((miss) => !isFounded(miss, byClock.get(miss.clockId) ?? [], deadlinesBefore))
  const idByClock = new Map(unfounded.map(({ clockId, id }) => [clockId, id]))
  return [
    ...items.map((item) => {
      const unfoundedMiss = idByClock.get(item.clockId)
      return item.unfoundedMiss === unfoundedMiss ? item : { ...item, unfoundedMiss }
    }),
    ...unfounded.filter(({ clockId }) => byClock.get(clockId)?.length === 0).map((miss) => itemWithoutDeadline(caseId, ruleId, miss)),
  ]
}
