import type { AgencyId, CASE_RECORD_SERVICES, ClockActivity } from '@case-timeline/contracts'
import { z } from 'zod'

/** A sector that can owe something by a day. */
export type Sector = (typeof CASE_RECORD_SERVICES)[number]

/** By when: as the event itself says, or as the policy of the jurisdiction gives days for it. */
export type Due =
  | { readonly on: string }
  | {
      readonly activity: ClockActivity
      readonly authority?: string
      readonly legalBasis?: string | undefined
      readonly from?: string
      readonly bothEndsCount?: true
    }

/** A clock that an event starts. */
export interface Start {
  /** What it runs for: only what stops the same key stops it, or one of those that it goes by beside it. */
  readonly key: string
  readonly also?: readonly string[]
  readonly due: Due
  /** When it was met, where the event that starts it says that as well. */
  readonly metAt?: string
  /** It is met by parts that come to this sum. */
  readonly amount?: string
  /** It runs only where a ground of its key stands by then. */
  readonly onGround?: boolean
  /** The ground that it falls with: then nothing is owed any more. */
  readonly restsOn?: string
  /** It is met once all of these were done, at once or one by one. */
  readonly parts?: readonly string[]
}

/** What an event does to clocks that run. */
export interface Stop {
  readonly key: string
  /** When, where the event says that otherwise than by its own time. */
  readonly at?: string
  /** Nothing is owed any more. */
  readonly waives?: boolean
  /** Counts even when it was done before the clock was started. */
  readonly evenBefore?: boolean
  readonly amount?: string
  readonly parts?: readonly string[]
}

/** A person to whom something is owed from then on; or is owed nothing any more. */
export interface Named {
  readonly personRef: string
  readonly none?: boolean
}

/** What a clock may rest on. */
export interface Ground {
  /** The key that a start names. */
  readonly key: string
  readonly id: string
  /** Keys of what is owed, if not on it: when it falls, that is owed no more. */
  readonly about?: readonly string[]
  /** RFC 3339: from then it stands no more. */
  readonly until?: string
  /** What it consists of, list by list: it stands until one of the lists is empty. */
  readonly parts: readonly (readonly string[])[]
}

/** What an event takes away from a ground. */
export interface Loss {
  readonly key: string
  readonly id: string
  readonly parts: 'all' | readonly (readonly string[])[]
}

/** What an event does to the clocks of a sector. This shape is stored in `deadlines_v1`: change it with the view's version. */
export interface Signal {
  /** Id of the rule whose clock it is. */
  readonly ruleId: string
  readonly eventId: string
  readonly service: string
  readonly agencyId: AgencyId
  /** When it happened, as far as the record knows; else when it was recorded. */
  readonly at: string
  readonly undated?: boolean | undefined
  readonly zone?: string | undefined
  readonly start?: Start | undefined
  readonly stop?: Stop | undefined
  readonly person?: Named | undefined
  readonly ground?: Ground | undefined
  readonly loss?: Loss | undefined
}

/** Something owed by a day. Stored in `deadlines_v1`: change it with the view's version. */
export interface Deadline {
  /** The same for the same clock, whatever is recorded later. */
  readonly clockId: string
  readonly ruleId: string
  readonly eventId: string
  readonly key: string
  readonly owedBy: AgencyId
  readonly startedAt: string
  /** First moment at which it is too late: RFC 3339 in UTC with milliseconds, so it sorts as text. */
  readonly dueBy: string
  readonly zone?: string | undefined
  readonly metAt?: string | undefined
  /** First moment at which it counts as met, as `dueBy`. */
  readonly metFrom?: string | undefined
  readonly window: boolean
  /** Once the time is over: whether it was not met before. */
  readonly missed: boolean
}

export const DeadlineState = z.enum(['due', 'overdue', 'met', 'metLate', 'lapsed'])
export type DeadlineState = z.infer<typeof DeadlineState>
