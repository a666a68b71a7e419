import type {
  Accusation,
  CourtFact,
  CustodyConcern,
  CustodyConcerned,
  CustodyFact,
  Ground,
  GroundLoss,
  OwedPerson,
  Start,
  Stop,
  Transfer,
} from '@case-timeline/casework'
import type { AgencyId } from '@case-timeline/contracts'
import { z } from 'zod'

/**
 * The effect of an event on a clock of a sector. This shape is stored in `deadlines_v13`: change it with the view's
 * version.
 */
export interface ClockSignal {
  readonly eventId: string
  readonly service: string
  readonly agencyId: AgencyId
  /** The office of the clock's sector to which the event is addressed, if it is of another sector and names one. */
  readonly addressedTo?: AgencyId | undefined
  /** The agency whose import recorded the event without a mandate of `agencyId`. */
  readonly reportedBy?: AgencyId | undefined
  readonly imported?: boolean | undefined
  /** The country under whose law the event stands. */
  readonly jurisdiction: string
  /** When the event occurred; if unknown, when it was recorded. */
  readonly at: string
  /** True if `at` is when the event was recorded. */
  readonly undated?: boolean | undefined
  readonly zone?: string | undefined
  readonly start?: Start | undefined
  readonly stop?: Stop | undefined
  readonly person?: OwedPerson | undefined
  readonly accusation?: Accusation | undefined
  readonly court?: CourtFact | undefined
  readonly ground?: Ground | undefined
  readonly loss?: GroundLoss | undefined
  readonly custody?: CustodyFact | undefined
  /** The case went from one office of the sector to another, and with it what the first owed. */
  readonly transfer?: Transfer | undefined
  /** As `statedAt` of a dated fact about custody. */
  readonly statedAt?: string | undefined
}

/** The effect of an event on one of several clocks. */
export interface Signal extends ClockSignal {
  /** Id of the clock's rule. */
  readonly ruleId: string
}

/**
 * Where a list states who owes a deadline, but no office can be stated once and for all: the office that has the case,
 * which is known from its case file. No agency has such an id.
 */
export const OFFICE_WITH_CASE: AgencyId = '~'

/** Something owed by a due date. */
export interface Deadline {
  /** Stable for the same clock, whatever is recorded later. */
  readonly clockId: string
  readonly ruleId: string
  readonly eventId: string
  readonly key: string
  readonly owedBy: AgencyId
  /** Whether `owedBy` is the office to which the event is addressed: in a case that support founded, its office owes it. */
  readonly byAddress?: boolean | undefined
  /** The agency that reports, without a mandate, what `owedBy` did: then it is in nobody's list of what to do. */
  readonly reportedBy?: AgencyId | undefined
  /** The country by whose policy it is judged: that of the event that started the clock. */
  readonly jurisdiction: string
  readonly startedAt: string
  /** The first moment at which the act is late: RFC 3339 in UTC with milliseconds, so that due dates sort as text. */
  readonly dueBy: string
  readonly zone?: string | undefined
  /** When the act was done, as precisely as recorded. */
  readonly metAt?: string | undefined
  /** The first moment at which the deadline counts as met, in the same format as `dueBy`. */
  readonly metFrom?: string | undefined
  /**
   * When the sector that owes it recorded the act by which it counts as met, if that was after the due date and about
   * custody: the same format as `dueBy`.
   */
  readonly metStatedAt?: string | undefined
  /** Whether it limits a right, which lapses and is never missed. */
  readonly window: boolean
  /** The custody of a person that it concerns. */
  readonly custody?: CustodyConcerned | undefined
  /** Whether the deadline is missed, or will be at `dueBy` if nothing more is recorded. */
  readonly missed: boolean
}

/** Another agency in whose list a deadline is: the one that holds the person, where the case went on to another. */
export const alsoListedFor = ({ owedBy, reportedBy, custody }: Pick<Deadline, 'owedBy' | 'reportedBy' | 'custody'>): AgencyId | undefined =>
  reportedBy === undefined && custody?.agency !== owedBy ? custody?.agency : undefined

/**
 * `metLate`: the act was done, or was owed no longer, after the due date. `lapsed`: a right was not used before its window
 * ended. `limitUnknown`: a person is held, and no law is known that says until when. `contradicted`: another service states
 * that a person is not held, and the service that holds the person has not answered.
 */
export const DeadlineState = z.enum(['due', 'overdue', 'met', 'metLate', 'lapsed', 'limitUnknown', 'contradicted'])
export type DeadlineState = z.infer<typeof DeadlineState>

/** The state of a deadline about which something is to be said. */
export const STATE_OF_CONCERN = {
  limitPassed: 'overdue',
  orderEnded: 'overdue',
  sentenceServed: 'overdue',
  rightEnded: 'overdue',
  limitUnknown: 'limitUnknown',
  contradicted: 'contradicted',
} as const satisfies Readonly<Record<CustodyConcern, DeadlineState>>

/** The state of a deadline that only shows something, until it is over; undefined: it can be missed. */
export const noticeOf = (custody: CustodyConcerned | undefined): Extract<DeadlineState, 'limitUnknown' | 'contradicted'> | undefined => {
  const state = custody && STATE_OF_CONCERN[custody.concern]
  return state === 'overdue' ? undefined : state
}
