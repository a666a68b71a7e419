import type { AgencyId, CASE_RECORD_SERVICES, ClockActivity, DataOf, EventTypeName, JurisdictionPolicy } from '@case-timeline/contracts'
import type { CustodyMapping, DatedCustodyFact, SpanOf } from './custody-facts.ts'
import type { CourtFact } from './instances.ts'
import type { EndOfRight } from './right-to-hold.ts'

/** A sector that can owe something by a due date. */
export type Sector = (typeof CASE_RECORD_SERVICES)[number]

/**
 * The due date: the day that the event states (`on`), a moment that the clock computed (`by`, in milliseconds since 1970),
 * or a number of days in the policy of the jurisdiction.
 */
export type Due =
  | { readonly on: string }
  | { readonly by: number; readonly from: string }
  | {
      readonly activity: ClockActivity
      readonly authority?: string | undefined
      /** The authority is the court that made the decision of the event, by the `courts` of the clock. */
      readonly ofCourt?: true
      readonly legalBasis?: string | undefined
      /** The day or moment from which the days count; absent: the time of the event. */
      readonly from?: string
    }

/**
 * Why somebody should not be held, or may not: the limit is passed, the order ended without another, the sentence is served,
 * the right to hold ended, or no limit is known; or another service states that nobody holds the person.
 */
export type CustodyConcern = 'limitPassed' | 'orderEnded' | 'sentenceServed' | 'rightEnded' | 'limitUnknown' | 'contradicted'

/** The custody of a person with which a deadline is concerned. */
export interface CustodyConcerned {
  readonly concern: CustodyConcern
  /** How the right to hold ended. */
  readonly ground?: EndOfRight | undefined
  readonly authority: string
  /** By what the person is held, and since when as it states. */
  readonly by: 'arrest' | 'order' | 'extension'
  readonly from: string
  /** From when the law allows the custody no longer, if that is before the due date: RFC 3339 in UTC. */
  readonly unlawfulFrom?: string | undefined
  readonly heldByEventId: string
  /** The agency that recorded by what the person is held, also after the case went on to another. */
  readonly agency?: AgencyId | undefined
  readonly orderRef?: string | undefined
  readonly legalBasis?: string | undefined
  /** What another service states of the person, whom it does not hold. */
  readonly contradictedBy?: { readonly eventId: string; readonly service: string; readonly states: 'released' | 'died' } | undefined
  /** The source of the limit in the policy. */
  readonly law?: string | undefined
  /**
   * What the agency that holds the person states not to count, and what does not move the limit: the reasons, and the first
   * moment at which the law would allow the custody no longer if all of it did not count, RFC 3339 in UTC.
   */
  readonly notAccepted?: { readonly reasons: readonly string[]; readonly dueBy: string } | undefined
}

/** A clock that an event starts. */
export interface Start {
  /** The key of the clock: it is stopped by a stop with the same key, or with one of `otherKeys`. */
  readonly key: string
  readonly otherKeys?: readonly string[]
  readonly due: Due
  /** When the deadline was met, if the starting event states that too. */
  readonly metAt?: string
  /** The starting event could state when it was met and does not: then an import does not report that it was missed. */
  readonly lacksEnd?: true
  /** The amount that is owed: the deadline is met when the amounts of the stops add up to it. */
  readonly amount?: string
  /** The clock runs only if a ground of its key is in force at its start. */
  readonly requiresGround?: boolean
  /** The ground on which the clock depends: if the ground is lost, nothing is owed. */
  readonly groundId?: string
  /** The parts that must all be done, at once or separately, to meet the deadline. */
  readonly parts?: readonly string[]
  /**
   * Whom it decides about, by reference or by charge. Who is the only one is informed as a party, and nothing is owed to that
   * person here.
   */
  readonly parties?: { readonly accused?: readonly string[]; readonly chargeIds?: readonly string[] }
  /** The charges that it decides. A victim who was identified later, and is none of theirs, is owed nothing here. */
  readonly charges?: readonly string[]
  readonly custody?: CustodyConcerned
}

/** The effect of an event on running clocks. */
export interface Stop {
  readonly key: string
  /** When the owed act was done, if the event states that separately from its own time. */
  readonly at?: string
  /** The stop ends the clock without the act: nothing is owed any longer. What is late by then was missed. */
  readonly isWaiver?: boolean
  /** The stop counts also if it was recorded before the event that starts the clock. */
  readonly countsIfEarlier?: boolean
  readonly amount?: string
  readonly parts?: readonly string[]
}

/** A person to whom something is owed from now on, or no longer (`isReleased`). */
export interface OwedPerson {
  readonly personRef: string
  readonly isReleased?: boolean
}

/** Whom a charge is against, and for what was done to whom, as far as it says so. */
export interface Accusation {
  readonly chargeId: string
  readonly personRef: string
  readonly victims?: readonly string[]
}

/** A ground on which clocks may depend. */
export interface Ground {
  /** The key that a start names. */
  readonly key: string
  readonly id: string
  /** Keys of other clocks that end with the loss of this ground. */
  readonly about?: readonly string[]
  /** The end of the ground's validity: RFC 3339. */
  readonly until?: string
  /** Lists of parts: the ground is in force until losses have emptied one of the lists. */
  readonly parts: readonly (readonly string[])[]
}

/** The parts that an event removes from a ground, in lists in the same order. */
export interface GroundLoss {
  readonly key: string
  readonly id: string
  readonly parts: 'all' | readonly (readonly string[])[]
}

/** Reads something from the data of one event type; `of` returns an empty list if the event contains none. */
interface EventMapping<T> {
  readonly type: EventTypeName
  of(data: unknown, eventId: string): readonly T[]
}
export type StartMapping = EventMapping<Start>
export type StopMapping = EventMapping<Stop>
export type GroundMapping = EventMapping<Ground>
export type GroundLossMapping = EventMapping<GroundLoss>
/** The persons of a case to whom something is owed, each separately. */
export type PersonMapping = EventMapping<OwedPerson>
export type AccusationMapping = EventMapping<Accusation>
export type CourtMapping = EventMapping<CourtFact>

const toList = <T>(found: T | readonly T[] | undefined): readonly T[] =>
  found === undefined ? [] : Array.isArray(found) ? (found as readonly T[]) : [found as T]

/** The data is given its type here: it was validated when the event was recorded. */
const mappingOf =
  <T>() =>
  <const E extends EventTypeName>(type: E, of: (data: DataOf<E>, eventId: string) => T | readonly T[] | undefined): EventMapping<T> => ({
    type,
    of: (data, eventId) => toList(of(data as DataOf<E>, eventId)),
  })

/** Mappings of an event type: to the clocks that it starts or stops, to grounds, to persons and to the accused of charges. */
export const starts = mappingOf<Start>()
export const stops = mappingOf<Stop>()
export const establishesGround = mappingOf<Ground>()
export const withdrawsGround = mappingOf<GroundLoss>()
export const namesPerson = mappingOf<OwedPerson>()
export const accuses = mappingOf<Accusation>()
export const saysOfCourts = mappingOf<CourtFact>()

/** A rule about time: it judges a deadline and not a command, and a missed deadline breaks it. */
export interface DeadlineRule {
  readonly id: string
  readonly sentence: string
  readonly source: string
  readonly level: 'warn'
  readonly judges: 'deadline'
  holds(deadline: { readonly missed: boolean }): boolean
  facts(deadline: { readonly dueBy: string }): readonly string[]
}

/** Defines a deadline rule, with an id such as `victimSupport.victim-is-informed-of-rights-in-time`. */
export const deadlineRule = (id: string, sentence: string, source: string): DeadlineRule => ({
  id,
  sentence,
  source,
  level: 'warn',
  judges: 'deadline',
  holds: ({ missed }) => !missed,
  facts: ({ dueBy }) => [dueBy],
})

/** A deadline that follows from the account of a person's liberty. */
export interface LibertyDeadline<F extends DatedCustodyFact> {
  /** The fact from which it follows. */
  readonly of: F
  /** The fact by which the person is held, whose agency owes the deadline. */
  readonly owedFor?: F | undefined
  readonly start: Start
  /** What meets it, and when; a time that the start states counts first. */
  readonly end?: { readonly of: F; readonly at: string } | undefined
}

export interface LibertyContext {
  policyOf(jurisdiction: string): JurisdictionPolicy | undefined
  readonly spanOf: SpanOf
}

/**
 * Finds the deadlines of a clock in the account of a person's liberty.
 * @param facts of one person, in the order in which they occurred
 * @param recorded the same facts in recording order
 */
export type LibertyAccount = <F extends DatedCustodyFact>(
  facts: readonly F[],
  recorded: readonly F[],
  context: LibertyContext,
) => readonly LibertyDeadline<F>[]

/** Something that a sector owes by a due date: its rule, the events that start the clock and those that stop it. */
export interface Clock {
  readonly rule: DeadlineRule
  readonly owedBy: Sector
  readonly starts: readonly StartMapping[]
  readonly stops: readonly StopMapping[]
  /** The grounds on which a start may depend: the events that establish and withdraw them. */
  readonly ground?: { readonly establishesGround: readonly GroundMapping[]; readonly withdrawsGround: readonly GroundLossMapping[] }
  /**
   * One deadline for each of these persons, with the person reference appended to the key. The deadline runs from the
   * event that names the person, if that is later than the start.
   */
  readonly eachPerson?: readonly PersonMapping[]
  /** Whom charges are against, for starts that name their parties by charge. */
  readonly accusations?: readonly AccusationMapping[]
  /** What events say of the courts that decided, for starts whose authority is that court. */
  readonly courts?: readonly CourtMapping[]
  /**
   * The clock starts and stops by the account of each person's liberty, not by single events: it depends on the order in
   * which facts occurred, and on the person whom a charge concerns. The key is the person.
   */
  readonly liberty?: { readonly facts: readonly CustodyMapping[]; readonly account: LibertyAccount }
  /** The clock only shows that something is not known: the deadline is never missed. */
  readonly isNotice?: true
  /** One event may start several clocks, with different keys. */
  readonly startsSeveral?: true
  /** Only the first start of a key counts. */
  readonly runsOnce?: true
  /** The clock limits a right, such as to appeal: the right lapses, and the deadline is never missed. */
  readonly isWindow?: true
  /** The stream of the sector in which a miss is recorded, if another sector's event started the clock. */
  stream(caseId: string, key: string): string
}
